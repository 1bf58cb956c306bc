using QmpFuzz.Corpus.Testcases;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Mutators;
using QmpFuzz.Fuzz.Schedulers;

namespace QmpFuzz.Fuzz.Stages;

/// <summary>Works on one entry: stacks a few mutations of any family on it, evaluates the result, and again.</summary>
internal sealed class HavocStage(
    MutatorSet mutators, MutationContext context, DialectChoice dialects, Evaluator evaluator, FavouredScheduler scheduler, LengthControl lengths, OperandStage? operands)
{
    private const int MostMutations = 8;
    private const int MostDraws = 64;
    private const int LongestOperation = 3;

    private readonly List<Mutator> _applied = [];
    private Func<string>? _operation;                       // made once, for it is only asked when something is kept

    /// <summary>Evaluates up to that many testcases made from the entry; stops early when told.</summary>
    public void Run(CorpusEntry entry, int energy, Func<bool> isOver)
    {
        _operation ??= Operation;
        OperandPair[] pairs = operands?.Of(entry) ?? [];
        for (int i = 0; i < energy && !isOver(); i++)
        {
            context.Input.Limit(lengths.For(entry.Testcase.Length, evaluator.Stats.Executions));
            context.Begin(TestcaseDialect.Strip(entry.Testcase), scheduler.Partner(context.Random).Testcase, pairs);
            Mutate();
            dialects.Put(context.Input, entry.Testcase, context.Random);
            bool kept = evaluator.Evaluate(context.Input.Bytes, new Origin(entry, _operation));
            Credit(kept);
            entry.Children += kept ? 1 : 0;
            if (kept)
            {
                lengths.Note(evaluator.Stats.Executions);
            }
        }
    }

    private string Operation() => string.Join('+', _applied.Take(LongestOperation).Select(mutator => mutator.Name));

    private void Mutate()
    {
        _applied.Clear();
        int wanted = context.Random.Few(MostMutations);
        for (int draw = 0; draw < MostDraws && _applied.Count < wanted; draw++)
        {
            Mutator mutator = mutators.Pick(context.Random);
            if (mutator.Apply(context))
            {
                _applied.Add(mutator);
            }
        }
    }

    private void Credit(bool kept)
    {
        foreach (Mutator mutator in _applied)
        {
            mutator.Tried++;
            mutator.Kept += kept ? 1 : 0;
        }
    }
}
