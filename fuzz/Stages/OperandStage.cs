using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Executors;
using QmpFuzz.Fuzz.Schedulers;

namespace QmpFuzz.Fuzz.Stages;

/// <summary>
/// Looks once at what an entry's comparisons compare, on a second copy of the target that records operands; the copy that the
/// campaign runs on is not slowed down by it.
/// </summary>
internal sealed class OperandStage(IExecutor executor, OperandMemory operands)
{
    private const int PairLimit = 256;

    public OperandPair[] Of(CorpusEntry entry)
    {
        if (entry.Operands is null)
        {
            operands.Clear();
            executor.Run(entry.Testcase);
            entry.Operands = operands.Take(PairLimit);
        }

        return entry.Operands;
    }
}
