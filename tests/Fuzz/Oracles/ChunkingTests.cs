using System.Text;
using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Oracles;

namespace QmpFuzz.Tests.Fuzz.Oracles;

public sealed class ChunkingTests
{
    [Fact]
    public void Whole_Always_TakesAwayTheEndsOfChunks() => Assert.Equal("ab\u001em\u0001c", Text(Chunking.Whole().Of("a\u001esb\u001em\u0001\u001esc"u8)));

    [Fact]
    public void Single_OfAShortInput_EndsAChunkBehindEachByte() => Assert.Equal("a\u001esb\u001es\u001edc\u001es", Text(Chunking.Single().Of("ab\u001edc"u8)));

    [Fact]
    public void Drawn_Always_KeepsTheBytesAndTheOtherSteps()
    {
        byte[] testcase = [.. Enumerable.Range(0, 2000).Select(i => (byte)(i * 7))];
        byte[] drawn = Chunking.Drawn().Of(testcase).ToArray();
        Assert.Equal(Parts(testcase), Parts(drawn));
        Assert.InRange(Chunks(drawn), 50, 1000);
    }

    [Fact]
    public void Drawn_OfTheSameInput_IsTheSame() => Assert.Equal(Chunking.Drawn().Of("some bytes"u8).ToArray(), Chunking.Drawn().Of("some bytes"u8).ToArray());

    private static string Text(ReadOnlySpan<byte> testcase) => Encoding.Latin1.GetString(testcase);

    private static List<string> Parts(byte[] testcase)
    {
        List<string> parts = [];
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind == StepKind.Bytes)
            {
                parts.AddRange(bytes.ToArray().Select(sent => $"{sent}"));
            }
            else if (step.Kind != StepKind.EndOfChunk)
            {
                parts.Add($"{step}");
            }
        }

        return parts;
    }

    private static int Chunks(byte[] testcase)
    {
        int chunks = 0;
        TestcaseReader reader = new(testcase);
        while (reader.TryRead(out ScheduleStep step, out _))
        {
            chunks += step.Kind == StepKind.EndOfChunk ? 1 : 0;
        }

        return chunks;
    }
}
