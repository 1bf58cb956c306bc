using System.Collections.Immutable;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Mutators;

namespace QmpFuzz.Tests.Fuzz.Mutators;

public sealed class MutatorWeightsTests
{
    private const int Picks = 1 << 16;

    private readonly ImmutableArray<Mutator> _mutators =
        [new("large", "a", _ => true), new("large", "b", _ => true), new("large", "c", _ => true), new("small", "d", _ => true)];

    [Fact]
    public void Pick_NothingKnown_FamiliesComeAlike()
    {
        int[] picked = Pick(new MutatorWeights(_mutators), (_, _) => false);
        Assert.InRange(picked[3], Picks * 0.48, Picks * 0.52);
        Assert.All(picked[..3], each => Assert.InRange(each, Picks * 0.15, Picks * 0.18));
    }

    [Fact]
    public void Pick_OneYieldsMore_ComesMoreOftenAndNoneNever()
    {
        MutatorWeights weights = new(_mutators);
        Pick(weights, (mutator, draw) => mutator == 1 && draw % 16 == 0);
        int[] picked = Pick(weights, (_, _) => false);
        Assert.True(picked[1] > 3 * picked[0]);
        Assert.All(picked, each => Assert.True(each > Picks / 50));
    }

    [Fact]
    public void Pick_YieldsWereLongAgo_AreForgotten()
    {
        MutatorWeights weights = new(_mutators);
        Pick(weights, (mutator, draw) => mutator == 1 && draw % 16 == 0);
        for (int i = 0; i < 10; i++)
        {
            Pick(weights, (mutator, draw) => mutator == 3 && draw % 16 == 0);
        }

        int[] picked = Pick(weights, (_, _) => false);
        Assert.InRange(picked[1], 0, 2 * picked[0]);
    }

    private int[] Pick(MutatorWeights weights, Func<int, int, bool> isKept)
    {
        DeterministicRandom random = new(1);
        int[] picked = new int[_mutators.Length];
        for (int draw = 0; draw < Picks; draw++)
        {
            int mutator = weights.Pick(random);
            picked[mutator]++;
            _mutators[mutator].Tried++;
            _mutators[mutator].Kept += isKept(mutator, draw) ? 1 : 0;
        }

        return picked;
    }
}
