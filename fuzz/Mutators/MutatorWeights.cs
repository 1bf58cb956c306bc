using System.Collections.Immutable;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>
/// How often each mutator is picked. All families start alike, so that small ones are not drowned by large ones; then a mutator is picked
/// more or less often by its yield of late, within bounds: what earns nothing now may do so later.
/// </summary>
internal sealed class MutatorWeights
{
    private const int PicksBetween = 1 << 15;
    private const double FamilyWeight = 1 << 20;
    private const double Least = 0.25;
    private const double Most = 4;

    /// <summary>So many results kept beyond what the average would have are needed to double a weight.</summary>
    private const double Doubt = 8;

    private readonly ImmutableArray<Mutator> _mutators;
    private readonly double[] _startWeights;
    private readonly Recent[] _recent;
    private readonly int[] _ends;
    private int _picksLeft = PicksBetween;

    public MutatorWeights(ImmutableArray<Mutator> mutators)
    {
        _mutators = mutators;
        _startWeights = [.. mutators.Select(mutator => FamilyWeight / mutators.Count(other => other.Family == mutator.Family))];
        _recent = new Recent[mutators.Length];
        _ends = new int[mutators.Length];
        Weigh();
    }

    /// <summary>The place of one of them.</summary>
    public int Pick(DeterministicRandom random)
    {
        if (--_picksLeft == 0)
        {
            _picksLeft = PicksBetween;
            TakeYields();
            Weigh();
        }

        int drawn = Array.BinarySearch(_ends, random.Below(_ends[^1]) + 1);
        return drawn >= 0 ? drawn : ~drawn;
    }

    /// <summary>What was long ago counts half each time.</summary>
    private void TakeYields()
    {
        for (int i = 0; i < _recent.Length; i++)
        {
            (long tried, long kept) = (_mutators[i].Tried, _mutators[i].Kept);
            Recent recent = _recent[i];
            _recent[i] = new Recent((recent.Tried / 2) + tried - recent.TriedBefore, (recent.Kept / 2) + kept - recent.KeptBefore, tried, kept);
        }
    }

    private void Weigh()
    {
        double tried = 1;
        double kept = 0;
        foreach (Recent recent in _recent)
        {
            tried += recent.Tried;
            kept += recent.Kept;
        }

        int end = 0;
        for (int i = 0; i < _ends.Length; i++)
        {
            double expected = _recent[i].Tried * kept / tried;
            double factor = Math.Clamp((_recent[i].Kept + Doubt) / (expected + Doubt), Least, Most);
            end += (int)(_startWeights[i] * factor);
            _ends[i] = end;
        }
    }

    private readonly record struct Recent(double Tried, double Kept, long TriedBefore, long KeptBefore);
}
