using System.Text;
using QmpFuzz.Fuzz.Drivers.LibFuzzer;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.Fuzz.Drivers.LibFuzzer;

public sealed class CleansingTests
{
    [Fact]
    public void Run_CrashThatNeedsOneByte_BlanksTheOthers()
    {
        using TemporaryFolder folder = new();
        using StringWriter errors = new();
        new Cleansing(errors, folder.File("clean")).Run("secret!word"u8.ToArray(), unit => unit.Contains((byte)'!'));
        Assert.Equal("      !    ", File.ReadAllText(folder.File("clean")));
        Assert.Contains("CLEANSE[0]: Trying to replace byte 6 of 11", errors.ToString(), StringComparison.Ordinal);
        Assert.Contains("CLEANSE: Replaced byte 0 with 0x20", errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_CrashThatNeedsNoBlank_TakesTheOtherReplacement()
    {
        using TemporaryFolder folder = new();
        new Cleansing(TextWriter.Null, folder.File("clean")).Run("ab"u8.ToArray(), unit => !unit.Contains((byte)' ') && unit[1] == 'b');
        Assert.Equal("\u00ffb", Encoding.Latin1.GetString(File.ReadAllBytes(folder.File("clean"))));
    }

    [Fact]
    public void Run_CrashThatNeedsEveryByte_WritesNothing()
    {
        using TemporaryFolder folder = new();
        new Cleansing(TextWriter.Null, folder.File("clean")).Run("ab"u8.ToArray(), unit => unit.AsSpan().SequenceEqual("ab"u8));
        Assert.False(File.Exists(folder.File("clean")));
    }
}
