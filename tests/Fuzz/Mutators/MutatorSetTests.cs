using System.Text;
using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Fuzz.Mutators;

namespace QmpFuzz.Tests.Fuzz.Mutators;

public sealed class MutatorSetTests
{
    private const int Capacity = 4096;

    private const string Rich =
        "{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oob\"]}}\n\x1Em\x01{'execute':'stop','id':7}\r\n\x1Es{\"exec-oob\":\"query-yank\",\"id\":\"x1\"}\x1E" + "c0 12.5e3";

    private static readonly MutationDictionary Dictionary =
        MutationDictionary.Parse(["command_a=\"query-name\"", "word=\"\\xFF\""], out _)!;

    public static TheoryData<string> Names() => [.. All().Select(mutator => mutator.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_RichInput_ChangesItSoonerOrLater(string name)
    {
        Mutator mutator = Find(name);
        MutationContext context = new(new DeterministicRandom(1), Dictionary, Capacity);
        Assert.True(Enumerable.Range(0, 50).Any(_ => Changes(mutator, context, Bytes(Rich))), $"{name} never changed anything");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_NotApplicable_LeavesTheInputAsItWas(string name)
    {
        Mutator mutator = Find(name);
        DeterministicRandom random = new(2);
        MutationContext context = new(random, Dictionary, Capacity);
        byte[][] inputs = [[], [0x1E], Bytes("{"), Bytes("}"), Bytes("{}"), Bytes("\""), Bytes("{\"id\":"), Bytes("{\"id\":1}"), Bytes(Rich), new byte[Capacity]];
        for (int round = 0; round < 200; round++)
        {
            byte[] input = inputs[round % inputs.Length];
            context.Begin(input, inputs[random.Below(inputs.Length)], []);
            bool applied = mutator.Apply(context);
            Assert.True(applied || context.Input.Bytes.SequenceEqual(input), $"{name} changed an input and says that it did not");
            Assert.True(context.Input.Length <= Capacity);
        }
    }

    [Fact]
    public void Apply_SameSeed_GivesTheSameTestcases() => Assert.Equal(Chain(seed: 5), Chain(seed: 5));

    [Fact]
    public void Apply_OtherSeed_GivesOtherTestcases() => Assert.NotEqual(Chain(seed: 5), Chain(seed: 6));

    [Theory]
    [InlineData("ids.remove", "{\"execute\":\"stop\",\"id\":7}", "{\"execute\":\"stop\"}")]
    [InlineData("ids.remove", "{\"id\":[1,{}],\"execute\":\"stop\"}", "{\"execute\":\"stop\"}")]
    [InlineData("ids.remove", "{\"id\":null}", "{}")]
    [InlineData("negotiation.exchange", "{\"execute\":\"stop\"}", "{\"exec-oob\":\"stop\"}")]
    [InlineData("negotiation.exchange", "{\"exec-oob\":\"stop\"}", "{\"execute\":\"stop\"}")]
    [InlineData("negotiation.remove", "{\"execute\":\"qmp_capabilities\"} {\"execute\":\"stop\"}", "{\"execute\":\"stop\"}")]
    [InlineData("messages.drop", "{\"execute\":\"stop\"}", "")]
    public void Apply_OnlyOneWay_DoesIt(string name, string input, string expected)
    {
        MutationContext context = new(new DeterministicRandom(3), Dictionary, Capacity);
        context.Begin(Bytes(input), [], []);
        Assert.True(Find(name).Apply(context));
        Assert.Equal(expected, Encoding.Latin1.GetString(context.Input.Bytes));
    }

    [Fact]
    public void NestedIds_FromASimpleOne_ComeUpThreeLevelsDeepOften()
    {
        Mutator nest = Find("ids.nest");
        MutationContext context = new(new DeterministicRandom(4), Dictionary, Capacity);
        int deep = Enumerable.Range(0, 100).Count(_ =>
        {
            context.Begin("{\"execute\":\"stop\",\"id\":7}"u8, [], []);
            nest.Apply(context);
            return context.Outline.Pieces.Max(piece => piece.Depth) >= 4;
        });
        Assert.InRange(deep, 30, 100);
    }

    [Fact]
    public void Digits_InAString_BecomeExtreme() =>
        Assert.Contains("{\"command-line\":\"sleep 9223372036854775807 s\"}", Results("tokens.digits", "{\"command-line\":\"sleep 10 s\"}"));

    [Fact]
    public void Elements_OfAValue_AreUpTo256() =>
        Assert.Contains($"{{\"id\":[{string.Join(',', Enumerable.Repeat("null", 256))}]}}", Results("tokens.elements", "{\"id\":null}"));

    [Fact]
    public void Long_AString_GrowsAtItsEnd() =>
        Assert.Contains($"{{\"id\":\"x{new string('a', 2048)}\"}}", Results("tokens.long", "{\"id\":\"x\"}"));

    private static HashSet<string> Results(string name, string input)
    {
        Mutator mutator = Find(name);
        MutationContext context = new(new DeterministicRandom(5), Dictionary, Capacity);
        HashSet<string> results = [];
        for (int i = 0; i < 1000; i++)
        {
            context.Begin(Bytes(input), [], []);
            mutator.Apply(context);
            results.Add(Encoding.Latin1.GetString(context.Input.Bytes));
        }

        return results;
    }

    private static byte[] Chain(ulong seed)
    {
        DeterministicRandom random = new(seed);
        MutationContext context = new(random, Dictionary, Capacity);
        MutatorSet mutators = MutatorSet.Create();
        context.Begin(Bytes(Rich), Bytes(Rich), []);
        for (int i = 0; i < 100; i++)
        {
            mutators.Pick(random).Apply(context);
        }

        return context.Input.Bytes.ToArray();
    }

    private static bool Changes(Mutator mutator, MutationContext context, byte[] input)
    {
        OperandPair number = new(OperandKind.Number, [7, 0, 0, 0, 0, 0, 0, 0], [200, 0, 0, 0, 0, 0, 0, 0]);
        context.Begin(input, Bytes("{\"execute\":\"other\"}"), [new OperandPair(OperandKind.Bytes, Bytes("stop"), Bytes("quit")), number]);
        return mutator.Apply(context) && !context.Input.Bytes.SequenceEqual(input);
    }

    private static Mutator Find(string name) => All().Single(mutator => mutator.Name == name);

    // those for servers, and those that only clients are told
    private static IEnumerable<Mutator> All() => MutatorSet.Create().All.Concat(MutatorSet.ForClients().All).DistinctBy(mutator => mutator.Name);

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
