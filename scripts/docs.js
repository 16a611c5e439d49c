// What scrolls by itself can be reached with the keyboard: code, and tables, which the theme wraps when a page is shown.
const reach = () => {
    for (const each of document.querySelectorAll("pre > code, .md-typeset__scrollwrap, .shown")) {
        each.tabIndex = 0;
    }
};
new MutationObserver(reach).observe(document.documentElement, { childList: true, subtree: true });
reach();
