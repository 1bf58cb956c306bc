using System.Text;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Tests.Fuzz.Support;

namespace QmpFuzz.Tests.Fuzz.Oracles;

public sealed class VariationOracleTests
{
    private static readonly byte[] Testcase = Encoding.UTF8.GetBytes("some\u001esthing to\u001em\u0000 cut");

    [Fact]
    public void Target_ThatAnswersEachChunk_IsAFinding()
    {
        Finding finding = Judge(new ScriptedExecutor(bytes => $"{bytes.Length}\n"))!;
        Assert.StartsWith("chunking-answers-", finding.Signature.Text, StringComparison.Ordinal);
        Assert.Equal(("4", "12"), (finding.Expected, finding.Came));
    }

    [Fact]
    public void Target_ThatAnswersEachByte_IsFine()
    {
        ScriptedExecutor executor = new(Convert.ToHexString);
        Assert.Null(Judge(executor));
        Assert.Equal(5, executor.Runs);                     // there is no place in it for white space, nor for a reset
    }

    [Fact]
    public void Target_ThatThrowsForSmallChunks_IsAFinding() => Assert.StartsWith(
        "chunking-InvalidOperationException-",
        Judge(new ScriptedExecutor(bytes => bytes.Length > 1 ? "" : throw new InvalidOperationException("too small")))!.Signature.Text,
        StringComparison.Ordinal);

    [Fact]
    public void Target_ThatRemembersWhatWasBefore_IsAFinding()
    {
        ScriptedExecutor executor = null!;
        executor = new ScriptedExecutor(_ => executor.Runs > 5 ? "late" : "");
        Assert.StartsWith("repeat-answers-", Judge(executor, "{}\u001em\u0000"u8)!.Signature.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Target_ThatMindsWhiteSpace_IsAFinding() => Assert.StartsWith(
        "white-space-answers-",
        Judge(new ScriptedExecutor(bytes => bytes.Contains((byte)'\t') ? "blank" : ""), "{}{}"u8)!.Signature.Text,
        StringComparison.Ordinal);

    [Fact]
    public void Target_ThatMindsTheOrderOfMembers_IsAFinding() => Assert.StartsWith(
        "member-order-answers-",
        Judge(new ScriptedExecutor(bytes => bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{\"id"u8) ? "id first" : ""), "{\"execute\":\"a\",\"id\":1}"u8)!.Signature.Text,
        StringComparison.Ordinal);

    [Fact]
    public void Target_ThatIsNotResetByAResetByte_IsAFinding() => Assert.StartsWith(
        "reset-answers-",
        Judge(new ScriptedExecutor(bytes => bytes.AsSpan().IndexOfAny((byte)0xFF, (byte)0xFE) >= 0 ? "{\"return\": {}}\r\n" : ""), "{}{}"u8)!.Signature.Text,
        StringComparison.Ordinal);

    [Fact]
    public void Target_ThatAnswersAResetWithAnError_IsFine() => Assert.Null(
        Judge(new ScriptedExecutor(bytes => bytes.AsSpan().IndexOfAny((byte)0xFF, (byte)0xFE) >= 0 ? "{\"error\": {}}\r\n" : ""), "{}"u8));

    private static Finding? Judge(ScriptedExecutor executor, ReadOnlySpan<byte> testcase) => new VariationOracle(executor).Judge(testcase, executor.Run(testcase));

    private static Finding? Judge(ScriptedExecutor executor) => new VariationOracle(executor).Judge(Testcase, executor.Run(Testcase));
}
