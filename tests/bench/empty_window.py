"""An empty WebKitGTK window of a given size: what the window of Pointsman is measured against."""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

width, height = map(int, sys.argv[1:3])
window = Gtk.Window(title="Empty")
window.set_default_size(width, height)
view = WebKit2.WebView()
view.load_html("<!doctype html><title>Empty</title>", None)
window.add(view)
window.connect("destroy", Gtk.main_quit)
window.show_all()
Gtk.main()
