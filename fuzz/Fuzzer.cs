using QmpFuzz.Corpus.Store;
using QmpFuzz.Fuzz.Schedulers;
using QmpFuzz.Fuzz.Stages;

namespace QmpFuzz.Fuzz;

/// <summary>The loop: pick an entry, work on it, and again. A function of the random numbers and the corpus.</summary>
internal sealed class Fuzzer(Evaluator evaluator, FavouredScheduler scheduler, HavocStage havoc, DialectChoice dialects, DeterministicRandom random)
{
    /// <summary>Evaluates what was given to start from; stored: it lies in the campaign's queue.</summary>
    public void Start(IEnumerable<StoredTestcase> given, bool areStored, Func<bool> isOver)
    {
        foreach (StoredTestcase testcase in given.TakeWhile(_ => !isOver()))
        {
            evaluator.Evaluate(areStored ? testcase.Testcase : dialects.Fit(testcase.Testcase), new Origin(null, () => $"given,orig:{testcase.Name}", areStored));
        }
    }

    /// <summary>Starts from the empty testcase where nothing that was given could be kept.</summary>
    public void StartFromNothing()
    {
        if (scheduler.Entries.Count == 0)
        {
            evaluator.Evaluate(dialects.Fit([]), new Origin(null, () => "empty"));
        }
    }

    /// <summary>Evaluates what somebody else found; kept if it is new here too.</summary>
    public void Import(StoredTestcase found) => evaluator.Evaluate(dialects.Fit(found.Testcase), new Origin(null, () => found.Name));

    /// <summary>Picks one entry and works on it.</summary>
    public void Turn(Func<bool> isOver)
    {
        CorpusEntry entry = scheduler.Next(random);
        evaluator.Stats.CurrentEntry = entry.Id;
        evaluator.Stats.Picks++;
        havoc.Run(entry, scheduler.EnergyOf(entry), isOver);
    }
}
