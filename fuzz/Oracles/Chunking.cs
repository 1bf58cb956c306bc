using QmpFuzz.Corpus.Testcases;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>
/// A stream has no chunks. The same testcase cut into other ones: the bytes and every other step stay as they are and where they are.
/// </summary>
internal sealed class Chunking : Variation
{
    // a chunk costs as much as a message: long inputs are not cut to single bytes
    private const int FinestLength = 512;

    private readonly Func<int, uint, uint, bool> _cutsBehind;

    private Chunking(string way, Func<int, uint, uint, bool> cutsBehind) => (Way, _cutsBehind) = (way, cutsBehind);

    public override string Name => "chunking";

    public override string Way { get; }

    /// <summary>Everything between two steps in one chunk.</summary>
    public static Chunking Whole() => new("cut in whole", static (_, _, _) => false);

    /// <summary>Every byte a chunk of its own.</summary>
    public static Chunking Single() => new("cut byte by byte", static (length, at, _) => at % (uint)((length / FinestLength) + 1) == 0);

    /// <summary>Cuts drawn from the input itself, so that they are the same whenever it is run.</summary>
    public static Chunking Drawn() => new("cut at drawn places", static (length, _, hash) => (hash >> 7) % ((uint)(length / FinestLength) + 6) == 0);

    public override ReadOnlySpan<byte> Of(ReadOnlySpan<byte> testcase)
    {
        Writer.Clear();
        TestcaseReader reader = new(testcase);
        uint hash = 2166136261;
        uint at = 0;
        while (reader.TryRead(out ScheduleStep step, out ReadOnlySpan<byte> bytes))
        {
            if (step.Kind is not (StepKind.Bytes or StepKind.EndOfChunk))
            {
                Writer.Step(step);
            }

            int put = 0;
            for (int i = 0; i < bytes.Length; i++)
            {
                hash = (hash ^ bytes[i]) * 16777619;
                if (_cutsBehind(testcase.Length, at++, hash))
                {
                    Writer.Bytes(bytes[put..(i + 1)]);
                    Writer.Step(StepKind.EndOfChunk);
                    put = i + 1;
                }
            }

            Writer.Bytes(bytes[put..]);
        }

        return Writer.Written;
    }
}
