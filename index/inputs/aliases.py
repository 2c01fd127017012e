"""What else the fields of an article are called, by programs and in Vietnamese.

Case, marks, spaces, `_`, `-` and `:` make no difference.
"""

from __future__ import annotations

ALIASES = {
    "id": ("_id", "guid", "article_id", "post_id", "news_id", "doc_id", "uuid", "ma_bai"),
    "title": (
        *("headline", "tieu_de", "post_title", "news_title", "article_title", "tieu_de_bai_viet"),
        *("tua_de", "ten_bai", "ten_bai_viet", "title_text"),
    ),
    "summary": (
        *("sapo", "description", "lead", "abstract", "excerpt", "tom_tat", "mo_ta", "post_excerpt"),
        *("news_sapo", "short_description", "standfirst", "chapeau", "trich_yeu", "gioi_thieu"),
        *("mo_ta_ngan", "tom_tat_bai_viet"),
    ),
    "body": (
        *("content", "text", "article", "maintext", "article_body", "noi_dung", "fulltext"),
        *("content_text", "news_content", "contents", "paragraphs", "post_content"),
        *("content_html", "body_html", "body_text", "main_text", "plain_text", "article_text"),
        *("article_content", "content_body", "noi_dung_bai_viet", "noi_dung_chi_tiet", "chi_tiet"),
        *("news_body", "post_body", "toan_van"),
    ),
    "captions": ("caption", "image_captions", "chu_thich", "chu_thich_anh", "photo_captions"),
    "published": (
        *("date", "datetime", "pub_date", "publish_date", "publish_time", "published_at"),
        *("published_date", "published_time", "published_on", "date_published", "date_publish"),
        *("publish", "publish_on", "publish_at", "published_date_time", "publication_date"),
        *("news_time", "news_date", "date_posted", "posted_at", "posted_on", "post_date_gmt"),
        *("date_gmt", "pub_date_utc", "published_utc", "dc:date", "article:published_time"),
        *("og:published_time", "release_date", "date_time", "distribution_date", "display_date"),
        *("first_published", "ngay_dang", "thoi_gian", "ngay_xuat_ban", "ngay_phat_hanh", "ngay"),
        *(
            "thoi_gian_dang",
            "ngay_gio_dang",
            "ngay_dang_bai",
            "thoi_gian_xuat_ban",
            "ngay_dang_tin",
        ),
    ),
    "category": (
        *("topic", "section", "cate", "cates", "category_name", "chuyen_muc", "the_loai"),
        *("cat_name", "cat", "categories", "cate_name", "category_title", "section_name"),
        *("article_section", "article:section", "rubric", "channel", "zone_name", "danh_muc"),
        *("chuyen_de", "chu_de", "muc", "ten_chuyen_muc", "post_category", "news_category"),
        *("primary_tag", "primary_category"),
    ),
    "source": (
        *("publisher", "newspaper", "site", "source_name", "nguon", "source_domain", "site_name"),
        *("og:site_name", "publication", "paper", "outlet", "nguon_tin", "ten_bao", "toa_soan"),
        *("bao", "provider"),
    ),
    "authors": (
        *("author", "byline", "tac_gia", "author_name", "author_names", "but_danh", "writer"),
        *("creator", "dc:creator", "reporter", "nguoi_viet", "phong_vien", "ten_tac_gia"),
        *("primary_author",),
    ),
    "url": (
        *("link", "permalink", "href", "duong_dan", "canonical_url", "canonical", "article_url"),
        *("news_url", "post_url", "page_url", "original_url", "web_url", "og:url", "lien_ket"),
    ),
    "tags": ("keywords", "tu_khoa", "tag", "tag_list", "tag_names", "hashtags", "news_keywords"),
}
"""By field: other names of it."""

WEAK_ALIASES = {
    "id": ("key",),
    "title": ("name", "subject", "tua", "tit"),
    "summary": ("desc", "intro", "meta_description", "og:description", "snippet", "teaser"),
    "body": ("desc", "html", "bai_viet", "story", "detail", "details", "main_content"),
    "published": (
        *("time", "timestamp", "created_at", "created", "created_date", "created_time"),
        *("created_on", "date_created", "creation_date", "post_date", "ngay_tao"),
    ),
    "source": ("domain", "hostname", "host"),
    "authors": ("nguoi_dang", "posted_by"),
    "url": ("uri", "source_url", "target_uri"),
    "category": ("type_name", "label"),
}
"""By field: names that mean it where no better one has a value."""

CRAWLED = (
    *("crawled", "crawl_date", "crawl_time", "crawled_at", "crawled_date", "crawl_timestamp"),
    *("date_crawled", "time_crawl", "fetched", "fetched_at", "fetch_date", "fetch_time"),
    *("date_download", "download_date", "downloaded_at", "scraped", "scraped_at", "scrape_date"),
    *("scrape_time", "date_scraped", "retrieved", "retrieved_at", "retrieval_date", "warc_date"),
    *("ingested_at", "indexed_at", "accessed", "access_date", "ngay_thu_thap", "ngay_tai"),
)
"""When a page was saved, which is never its date of publication."""
