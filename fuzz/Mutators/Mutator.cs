using System.Collections.Immutable;

namespace QmpFuzz.Fuzz.Mutators;

/// <summary>Changes the input of a context; false if there was nothing to change, and then it is as it was.</summary>
internal delegate bool Mutation(MutationContext context);

/// <summary>A mutation, its name in statistics, and what it has earned.</summary>
internal sealed class Mutator(string family, string name, Mutation mutation)
{
    public string Family { get; } = family;

    public string Name { get; } = $"{family}.{name}";

    /// <summary>Executions of inputs that it had a part in.</summary>
    public long Tried { get; set; }

    /// <summary>Of those, how many were kept.</summary>
    public long Kept { get; set; }

    public bool Apply(MutationContext context) => mutation(context);
}

/// <summary>All mutators, by family.</summary>
internal sealed class MutatorSet
{
    private readonly ImmutableArray<ImmutableArray<Mutator>> _families;

    private MutatorSet(ImmutableArray<ImmutableArray<Mutator>> families) => _families = families;

    public IEnumerable<Mutator> All => _families.SelectMany(family => family);

    /// <summary>All families but those left out.</summary>
    public static MutatorSet Create(IReadOnlyList<string>? without = null) => new([.. ((ImmutableArray<ImmutableArray<Mutator>>)[
        Family("bytes", ByteMutators.All),
        Family("tokens", TokenMutators.All),
        Family("framing", FramingMutators.All),
        Family("messages", MessageMutators.All),
        Family("negotiation", NegotiationMutators.All),
        Family("ids", IdMutators.All),
        Family("schedule", ScheduleMutators.All),
        Family("dictionary", DictionaryMutators.All),
        Family("operands", OperandMutators.All),
    ]).Where(family => without?.Contains(family[0].Family) != true)]);

    /// <summary>A family, then one of it: small families are not drowned by large ones.</summary>
    public Mutator Pick(DeterministicRandom random)
    {
        ImmutableArray<Mutator> family = _families[random.Below(_families.Length)];
        return family[random.Below(family.Length)];
    }

    private static ImmutableArray<Mutator> Family(string family, ImmutableArray<(string Name, Mutation Mutation)> mutations) =>
        [.. mutations.Select(mutation => new Mutator(family, mutation.Name, mutation.Mutation))];
}
