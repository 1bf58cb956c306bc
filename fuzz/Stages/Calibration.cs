using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Feedbacks;

namespace QmpFuzz.Fuzz.Stages;

/// <summary>
/// Runs what is to be kept a few times: what it costs and shows, and which edges are passed another number of times though nothing is
/// different. Of those edges the number says nothing from then on.
/// </summary>
internal sealed class Calibration(IExecutor executor, CounterMemory counters, EdgeFeedback edges)
{
    private const int Runs = 3;

    private readonly byte[] _first = new byte[counters.Length];
    private readonly bool[] _varies = new bool[counters.Length];

    /// <summary>Edges that were seen to vary.</summary>
    public int VaryingEdges { get; private set; }

    /// <summary>The share of the edges passed that never varied.</summary>
    public double Stability => 1 - ((double)VaryingEdges / Math.Max(1, edges.EdgesFound));

    /// <summary>The last of the runs, with its counters still there.</summary>
    public Execution Run(ReadOnlySpan<byte> testcase)
    {
        Execution execution = executor.Run(testcase);
        counters.Counters.CopyTo(_first);
        for (int run = 1; run < Runs; run++)
        {
            execution = executor.Run(testcase);
            Compare();
        }

        return execution;
    }

    private void Compare()
    {
        ReadOnlySpan<byte> now = counters.Counters;
        int edge = now.CommonPrefixLength(_first);
        while (edge < now.Length)
        {
            if (!_varies[edge])
            {
                _varies[edge] = true;
                VaryingEdges++;
                edges.Settle(edge);
            }

            edge += 1 + now[(edge + 1)..].CommonPrefixLength(_first.AsSpan(edge + 1));
        }
    }
}
