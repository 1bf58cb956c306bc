using QmpFuzz.Fuzz.Reports.Html;

namespace QmpFuzz.Tests.Fuzz.Reports.Html;

public sealed class HtmlTextTests
{
    [Fact]
    public void Of_ATemplate_EscapesWhateverIsPutIn()
    {
        string hostile = "<b onclick=\"x\">&'\0";
        string html = HtmlText.Of($"<i title=\"{hostile}\">{hostile}</i>{1234.5:N1}{HtmlText.Of($"<u>{1}</u>")}").ToString();
        Assert.Equal(
            "<i title=\"&lt;b onclick=&quot;x&quot;&gt;&amp;&#x27;&#x0;\">&lt;b onclick=&quot;x&quot;&gt;&amp;&#x27;&#x0;</i>1,234.5<u>1</u>",
            html);
    }

    [Fact]
    public void Of_SeveralParts_PutsThemOneBehindTheOther() =>
        Assert.Equal("<li>&lt;</li><li>b</li>", HtmlText.Of($"{new[] { "<", "b" }.Select(text => HtmlText.Of($"<li>{text}</li>"))}").ToString());

    [Fact]
    public void VisibleText_OfBytes_ShowsWhatWouldNotShow() =>
        Assert.Equal("{\"a\"}\\x0d\\x0a\\x00\\xffé\\u{202e}\\xed\\xa0\\x80", VisibleText.Of([.. "{\"a\"}\r\n\0"u8, 0xFF, .. "é\u202e"u8, 0xED, 0xA0, 0x80]));
}
