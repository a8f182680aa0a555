// The files of the page become part of the program here: the compiler reads them, and nothing is looked for at run time.
// A file that is added to the folder is added to this list; a test compares both.
#pragma clang diagnostic ignored "-Wc23-extensions"

#include "page_files.h"

static const unsigned char access_mjs[] = {
#embed "../MnemeHTTP/Page/Files/access.mjs"
};
static const unsigned char activity_mjs[] = {
#embed "../MnemeHTTP/Page/Files/activity.mjs"
};
static const unsigned char api_mjs[] = {
#embed "../MnemeHTTP/Page/Files/api.mjs"
};
static const unsigned char approvals_mjs[] = {
#embed "../MnemeHTTP/Page/Files/approvals.mjs"
};
static const unsigned char attachments_mjs[] = {
#embed "../MnemeHTTP/Page/Files/attachments.mjs"
};
static const unsigned char base_css[] = {
#embed "../MnemeHTTP/Page/Files/base.css"
};
static const unsigned char chat_mjs[] = {
#embed "../MnemeHTTP/Page/Files/chat.mjs"
};
static const unsigned char dom_mjs[] = {
#embed "../MnemeHTTP/Page/Files/dom.mjs"
};
static const unsigned char en_mjs[] = {
#embed "../MnemeHTTP/Page/Files/en.mjs"
};
static const unsigned char forget_mjs[] = {
#embed "../MnemeHTTP/Page/Files/forget.mjs"
};
static const unsigned char graph_layout_mjs[] = {
#embed "../MnemeHTTP/Page/Files/graph-layout.mjs"
};
static const unsigned char graph_picture_mjs[] = {
#embed "../MnemeHTTP/Page/Files/graph-picture.mjs"
};
static const unsigned char graph_mjs[] = {
#embed "../MnemeHTTP/Page/Files/graph.mjs"
};
static const unsigned char i18n_mjs[] = {
#embed "../MnemeHTTP/Page/Files/i18n.mjs"
};
static const unsigned char icon_svg[] = {
#embed "../MnemeHTTP/Page/Files/icon.svg"
};
static const unsigned char index_html[] = {
#embed "../MnemeHTTP/Page/Files/index.html"
};
static const unsigned char ko_mjs[] = {
#embed "../MnemeHTTP/Page/Files/ko.mjs"
};
static const unsigned char login_mjs[] = {
#embed "../MnemeHTTP/Page/Files/login.mjs"
};
static const unsigned char main_mjs[] = {
#embed "../MnemeHTTP/Page/Files/main.mjs"
};
static const unsigned char manifest_webmanifest[] = {
#embed "../MnemeHTTP/Page/Files/manifest.webmanifest"
};
static const unsigned char markdown_mjs[] = {
#embed "../MnemeHTTP/Page/Files/markdown.mjs"
};
static const unsigned char memories_mjs[] = {
#embed "../MnemeHTTP/Page/Files/memories.mjs"
};
static const unsigned char memory_mjs[] = {
#embed "../MnemeHTTP/Page/Files/memory.mjs"
};
static const unsigned char old_chats_mjs[] = {
#embed "../MnemeHTTP/Page/Files/old-chats.mjs"
};
static const unsigned char plots_mjs[] = {
#embed "../MnemeHTTP/Page/Files/plots.mjs"
};
static const unsigned char router_mjs[] = {
#embed "../MnemeHTTP/Page/Files/router.mjs"
};
static const unsigned char sessions_mjs[] = {
#embed "../MnemeHTTP/Page/Files/sessions.mjs"
};
static const unsigned char settings_mjs[] = {
#embed "../MnemeHTTP/Page/Files/settings.mjs"
};
static const unsigned char status_mjs[] = {
#embed "../MnemeHTTP/Page/Files/status.mjs"
};
static const unsigned char tools_mjs[] = {
#embed "../MnemeHTTP/Page/Files/tools.mjs"
};
static const unsigned char turn_mjs[] = {
#embed "../MnemeHTTP/Page/Files/turn.mjs"
};
static const unsigned char views_css[] = {
#embed "../MnemeHTTP/Page/Files/views.css"
};
static const unsigned char welcome_mjs[] = {
#embed "../MnemeHTTP/Page/Files/welcome.mjs"
};
static const unsigned char why_mjs[] = {
#embed "../MnemeHTTP/Page/Files/why.mjs"
};

#define FILE_OF(name, bytes) {name, bytes, sizeof bytes}

static const struct page_file page_files[] = {
    FILE_OF("access.mjs", access_mjs),
    FILE_OF("activity.mjs", activity_mjs),
    FILE_OF("api.mjs", api_mjs),
    FILE_OF("approvals.mjs", approvals_mjs),
    FILE_OF("attachments.mjs", attachments_mjs),
    FILE_OF("base.css", base_css),
    FILE_OF("chat.mjs", chat_mjs),
    FILE_OF("dom.mjs", dom_mjs),
    FILE_OF("en.mjs", en_mjs),
    FILE_OF("forget.mjs", forget_mjs),
    FILE_OF("graph-layout.mjs", graph_layout_mjs),
    FILE_OF("graph-picture.mjs", graph_picture_mjs),
    FILE_OF("graph.mjs", graph_mjs),
    FILE_OF("i18n.mjs", i18n_mjs),
    FILE_OF("icon.svg", icon_svg),
    FILE_OF("index.html", index_html),
    FILE_OF("ko.mjs", ko_mjs),
    FILE_OF("login.mjs", login_mjs),
    FILE_OF("main.mjs", main_mjs),
    FILE_OF("manifest.webmanifest", manifest_webmanifest),
    FILE_OF("markdown.mjs", markdown_mjs),
    FILE_OF("memories.mjs", memories_mjs),
    FILE_OF("memory.mjs", memory_mjs),
    FILE_OF("old-chats.mjs", old_chats_mjs),
    FILE_OF("plots.mjs", plots_mjs),
    FILE_OF("router.mjs", router_mjs),
    FILE_OF("sessions.mjs", sessions_mjs),
    FILE_OF("settings.mjs", settings_mjs),
    FILE_OF("status.mjs", status_mjs),
    FILE_OF("tools.mjs", tools_mjs),
    FILE_OF("turn.mjs", turn_mjs),
    FILE_OF("views.css", views_css),
    FILE_OF("welcome.mjs", welcome_mjs),
    FILE_OF("why.mjs", why_mjs),
};

struct page_file page_file_at(size_t place) { return page_files[place]; }
size_t page_file_count(void) { return sizeof page_files / sizeof page_files[0]; }
