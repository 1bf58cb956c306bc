using System.Text;
using QmpFuzz.Fuzz.Oracles;
using QmpFuzz.Tests.Fuzz.Support;

namespace QmpFuzz.Tests.Fuzz.Oracles;

public sealed class ChunkingOracleTests
{
    private static readonly byte[] Testcase = Encoding.UTF8.GetBytes("some\u001esthing to\u001ed cut");

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
        Assert.Equal(4, executor.Runs);
    }

    [Fact]
    public void Target_ThatThrowsForSmallChunks_IsAFinding() => Assert.StartsWith(
        "chunking-InvalidOperationException-",
        Judge(new ScriptedExecutor(bytes => bytes.Length > 1 ? "" : throw new InvalidOperationException("too small")))!.Signature.Text,
        StringComparison.Ordinal);

    private static Finding? Judge(ScriptedExecutor executor) => new ChunkingOracle(executor).Judge(Testcase, executor.Run(Testcase));
}
