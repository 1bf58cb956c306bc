using System.Globalization;
using System.Text;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Triage;

namespace QmpFuzz.Fuzz.Oracles;

/// <summary>
/// However a testcase is varied, the server answers the same. It runs the input again, so the execution that it judges is no longer
/// good afterwards.
/// </summary>
public sealed class VariationOracle(IExecutor executor) : IOracle
{
    private const int ShownLimit = 200;

    private readonly Variation[] _variations =
        [Chunking.Whole(), Chunking.Single(), Chunking.Drawn(), new WhiteSpace(), new MemberOrder(), new ResetInFront(), new Repetition()];

    private readonly ServerTranscript _first = new();
    private readonly ServerTranscript _other = new();

    /// <summary>Only running the input again can tell whether it still shows that bug.</summary>
    public bool Found(Signature signature) => Array.Exists(_variations, variation => signature.IsOf(variation.Name));

    public Finding? Judge(ReadOnlySpan<byte> testcase, Execution execution)
    {
        if (execution.Outcome != ExecutionOutcome.Completed)
        {
            return null;
        }

        _first.Take(execution.Log);
        foreach (Variation variation in _variations)
        {
            ReadOnlySpan<byte> varied = variation.Of(testcase);
            if (!varied.IsEmpty && Compare(variation, varied) is { } finding)
            {
                return finding;
            }
        }

        return null;
    }

    private Finding? Compare(Variation variation, ReadOnlySpan<byte> varied)
    {
        Execution execution = executor.Run(varied);
        if (execution is { Outcome: ExecutionOutcome.Crashed, Failure: { } failure })
        {
            return Report(variation, TargetStack.PlaceOf(failure), "no exception, as at first", failure.Message, failure.ToString());
        }

        _other.Take(execution.Log);
        for (int monitor = 0; execution.Outcome == ExecutionOutcome.Completed && monitor < _first.Count; monitor++)
        {
            ReadOnlySpan<byte> first = _first[monitor];
            ReadOnlySpan<byte> other = monitor == 0 ? WithoutErrors(first, _other[monitor], variation.MoreErrors) : _other[monitor];
            int same = first.CommonPrefixLength(other);
            if (same < first.Length || same < other.Length)
            {
                string place = string.Create(CultureInfo.InvariantCulture, $"monitor {monitor}, byte {same} of the output");
                return Report(variation, place: "answers", LineAt(first, same), LineAt(other, same), place);
            }
        }

        return null;
    }

    /// <summary>Leaves out so many errors where the two first differ.</summary>
    private static ReadOnlySpan<byte> WithoutErrors(ReadOnlySpan<byte> first, ReadOnlySpan<byte> other, int count)
    {
        if (count == 0)
        {
            return other;
        }

        int start = StartOfLine(other, first.CommonPrefixLength(other));
        ReadOnlySpan<byte> rest = other[start..];
        for (int i = 0; i < count && rest.StartsWith("{\"error\""u8); i++)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        return (byte[])[.. other[..start], .. rest];
    }

    private static Finding Report(Variation variation, string place, string expected, string came, string details) => new()
    {
        Signature = Signature.Of(variation.Name, place),
        Expected = expected,
        Came = came,
        Place = variation.Way,
        Details = details,
    };

    private static int StartOfLine(ReadOnlySpan<byte> output, int offset) => output[..offset].LastIndexOf((byte)'\n') + 1;

    private static string LineAt(ReadOnlySpan<byte> output, int offset)
    {
        ReadOnlySpan<byte> line = output[StartOfLine(output, offset)..];
        int length = line.IndexOf((byte)'\n');
        line = length < 0 ? line : line[..length];
        return line.IsEmpty ? "nothing" : Encoding.UTF8.GetString(line[..Math.Min(line.Length, ShownLimit)]).Trim();
    }
}
