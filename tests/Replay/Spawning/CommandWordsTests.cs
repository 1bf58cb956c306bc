using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Tests.Replay.Spawning;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("a b  c", "a|b|c")]
    [InlineData("  ", "")]
    [InlineData("a 'b c' \"d 'e'\"", "a|b c|d 'e'")]
    [InlineData("a'b'\"c\"d", "abcd")]
    [InlineData("a '' \"\"", "a||")]
    [InlineData("""a\ b \"c '\d' """, "a b|\"c|\\d")]
    public void Words_OfACommand_AreThoseOfAShell(string command, string expected) => Assert.Equal(expected, string.Join('|', CommandWords.Split(command)));
}
