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
    private readonly ImmutableArray<Mutator> _all;
    private readonly MutatorWeights _weights;

    private MutatorSet(ImmutableArray<ImmutableArray<Mutator>> families)
    {
        _all = [.. families.SelectMany(family => family)];
        _weights = new MutatorWeights(_all);
    }

    public IEnumerable<Mutator> All => _all;

    /// <summary>All families but those left out; commands by a schema only where one is known.</summary>
    public static MutatorSet Create(IReadOnlyList<string>? without = null, bool withSchema = false) => new([.. ((ImmutableArray<ImmutableArray<Mutator>>)[
        Family("bytes", ByteMutators.All),
        Family("tokens", TokenMutators.All),
        Family("framing", FramingMutators.All),
        Family("messages", MessageMutators.All),
        Family("negotiation", NegotiationMutators.All),
        Family("ids", IdMutators.All),
        Family("schedule", ScheduleMutators.All),
        Family("dictionary", DictionaryMutators.All),
        Family("operands", OperandMutators.All),
        .. withSchema ? [Family("schema", SchemaMutators.All)] : Array.Empty<ImmutableArray<Mutator>>(),
    ]).Where(family => without?.Contains(family[0].Family) != true)]);

    /// <summary>For what a client is told: what makes commands or another order of a server's work has no place there.</summary>
    public static MutatorSet ForClients(IReadOnlyList<string>? without = null) => new([.. ((ImmutableArray<ImmutableArray<Mutator>>)[
        Family("replies", ScriptMutators.Messages),
        Family("values", ScriptMutators.Values),
        Family("steps", ScriptMutators.Steps),
        Family("bytes", ByteMutators.All),
        Family("tokens", TokenMutators.All),
        Family("framing", FramingMutators.All),
        Family("messages", MessageMutators.All),
        Family("ids", IdMutators.All),
    ]).Where(family => without?.Contains(family[0].Family) != true)]);

    /// <summary>Those whose results are kept more often come more often.</summary>
    public Mutator Pick(DeterministicRandom random) => _all[_weights.Pick(random)];

    private static ImmutableArray<Mutator> Family(string family, ImmutableArray<(string Name, Mutation Mutation)> mutations) =>
        [.. mutations.Select(mutation => new Mutator(family, mutation.Name, mutation.Mutation))];
}
