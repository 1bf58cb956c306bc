using QmpFuzz.Fuzz.Mutators;

namespace QmpFuzz.Tests.Fuzz.Mutators;

public sealed class MutationDictionaryTests
{
    [Fact]
    public void Parse_AflFormat_ReadsEscapesAndSkipsComments()
    {
        MutationDictionary dictionary = MutationDictionary.Parse(["# about", "", "  a=\"x\\x00\\\"\\\\\"  ", "\"bare\"", "command_b=\"stop\""], out _)!;
        Assert.Equal([.. "x\0\"\\"u8], dictionary.Words[0]);
        Assert.Equal(3, dictionary.Words.Length);
        Assert.Equal([.. "stop"u8], Assert.Single(dictionary.Commands));
    }

    [Theory]
    [InlineData("a=x")]
    [InlineData("a=\"x")]
    [InlineData("a=\"\\xZZ\"")]
    [InlineData("a=\"\\\"")]
    public void Parse_BadLine_IsNamed(string line)
    {
        Assert.Null(MutationDictionary.Parse(["ok=\"1\"", line], out string reason));
        Assert.StartsWith("line 2:", reason, StringComparison.Ordinal);
    }
}
