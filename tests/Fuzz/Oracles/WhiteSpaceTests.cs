using System.Text;
using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Tests.Fuzz.Oracles;

public sealed class WhiteSpaceTests
{
    [Theory]
    [InlineData("{}", "_{}")]
    [InlineData("{}[1]\"a\"", "_{}_[1]_\"a\"")]
    [InlineData("{\"a\":{\u001es}}{}", "_{\"a\":{\u001es}}_{}")]
    [InlineData("{}\u001ef\u0001{}", "_{}\u001ef\u0001_{}")]
    [InlineData("{}'{}", "_{}'{}")]
    [InlineData("\"\u00FF\"{}", "_\"\u00FF\"{}")]
    [InlineData("\u001em\u0001{'\u001em\u0000{}", "\u001em\u0001_{'\u001em\u0000_{}")]
    [InlineData("{}\u001ed{}{\u001ed{}", "_{}\u001ed_{}_{\u001ed{}")]
    [InlineData("1 {}", "")]
    [InlineData("", "")]
    public void Of_ATestcase_PutsBlanksBeforeWhatCertainlyBegins(string testcase, string expected) =>
        Assert.Equal(expected.Replace("_", " \t\r\n", StringComparison.Ordinal), Encoding.Latin1.GetString(new WhiteSpace().Of(Encoding.Latin1.GetBytes(testcase))));
}
