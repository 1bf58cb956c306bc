using System.Globalization;
using System.Text;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>
/// A stream has no chunks: however the same bytes are cut, the server answers the same. It runs the input again, so the
/// execution that it judges is no longer good afterwards.
/// </summary>
public sealed class ChunkingOracle(IExecutor executor) : IOracle
{
    public const string Name = "chunking";

    private const int ShownLimit = 200;

    private readonly Chunking _chunking = new();
    private readonly ServerTranscript _first = new();
    private readonly ServerTranscript _other = new();

    public Finding? Judge(ReadOnlySpan<byte> testcase, Execution execution)
    {
        if (execution.Outcome != ExecutionOutcome.Completed)
        {
            return null;
        }

        _first.Take(execution.Log);
        return Compare("in whole", _chunking.Whole(testcase))
            ?? Compare("byte by byte", _chunking.Single(testcase))
            ?? Compare("at drawn places", _chunking.Drawn(testcase));
    }

    private Finding? Compare(string way, ReadOnlySpan<byte> testcase)
    {
        Execution execution = executor.Run(testcase);
        if (execution is { Outcome: ExecutionOutcome.Crashed, Failure: { } failure })
        {
            return Report(way, TargetStack.PlaceOf(failure), "no exception, as in the first chunking", failure.Message, failure.ToString());
        }

        _other.Take(execution.Log);
        for (int monitor = 0; execution.Outcome == ExecutionOutcome.Completed && monitor < _first.Count; monitor++)
        {
            int same = _first[monitor].CommonPrefixLength(_other[monitor]);
            if (same < _first[monitor].Length || same < _other[monitor].Length)
            {
                string place = string.Create(CultureInfo.InvariantCulture, $"monitor {monitor}, byte {same} of the output");
                return Report(way, place: "answers", LineAt(_first[monitor], same), LineAt(_other[monitor], same), place);
            }
        }

        return null;
    }

    private static Finding Report(string way, string place, string expected, string came, string details) => new()
    {
        Signature = Signature.Of(Name, place),
        Expected = expected,
        Came = came,
        Place = $"cut {way}",
        Details = details,
    };

    private static string LineAt(ReadOnlySpan<byte> output, int offset)
    {
        int start = output[..offset].LastIndexOf((byte)'\n') + 1;
        ReadOnlySpan<byte> line = output[start..];
        int length = line.IndexOf((byte)'\n');
        line = length < 0 ? line : line[..length];
        return line.IsEmpty ? "nothing" : Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownLimit)]).Trim();
    }
}
