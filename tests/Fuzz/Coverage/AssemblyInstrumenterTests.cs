using System.Reflection;
using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;
using QmpFuzz.Tests.Specimen;

namespace QmpFuzz.Tests.Fuzz.Coverage;

public sealed class AssemblyInstrumenterTests
{
    private static readonly InstrumentedTarget Target =
        InstrumentedTarget.Load(typeof(Shapes).Assembly.Location, name => name == typeof(LeftOut).FullName);

    private static readonly Lock OneAtATime = new();

    public static TheoryData<string, object?> Calls()
    {
        TheoryData<string, object?> calls = [];
        foreach (MethodInfo method in typeof(Shapes).GetMethods().Where(method => method.IsStatic && !method.IsGenericMethod && method.Name != nameof(Shapes.Forever)))
        {
            if (method.GetParameters()[0].ParameterType == typeof(int))
            {
                calls.AddRange(Enumerable.Range(-1, 24).Select(value => new TheoryDataRow<string, object?>(method.Name, value)));
            }
        }

        calls.AddRange([.. new object?[] { 3, 9, "text", "", null, 1.5 }.Select(value => new TheoryDataRow<string, object?>(nameof(Shapes.Matches), value))]);
        return calls;
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Rewritten_EveryShape_BehavesAsTheOriginal(string method, object? argument) =>
        Assert.Equal(await ShowAsync(typeof(Shapes), method, argument), await ShowAsync(Rewritten(), method, argument));

    [Fact]
    public void Rewritten_GenericMethod_BehavesAsTheOriginal()
    {
        MethodInfo generic = Rewritten().GetMethod(nameof(Shapes.Generic))!;
        Assert.Equal("1<2", generic.MakeGenericMethod(typeof(int)).Invoke(null, [1, 2]));
        Assert.Equal("b>=a", generic.MakeGenericMethod(typeof(string)).Invoke(null, ["b", "a"]));
    }

    [Fact]
    public void Counters_TwoWaysOfAnIf_AreDifferentEdges()
    {
        HashSet<int> small = Hit(nameof(Shapes.If), 3);
        HashSet<int> big = Hit(nameof(Shapes.If), 30);
        Assert.Equal(2, small.Count);
        Assert.Equal(2, big.Count);
        Assert.Single(small.Intersect(big));
    }

    [Fact]
    public void Counters_EachCaseOfASwitch_IsAnEdgeOfItsOwn()
    {
        string[] ways = [.. Enumerable.Range(0, 8).Select(value => string.Join(',', Hit(nameof(Shapes.Switch), value).Order()))];
        Assert.Equal(6, ways.Distinct().Count());
        Assert.Equal(ways[0], ways[1]);
        Assert.Equal(ways[3], ways[5]);
    }

    [Fact]
    public void Counters_LoopTurns_AreCounted()
    {
        Hit(nameof(Shapes.Loop), 9);
        Assert.Contains((byte)9, Target.Counters.Counters.ToArray());
    }

    [Fact]
    public void Counters_CaughtAndFiltered_TakeDifferentEdges()
    {
        HashSet<int> filtered = Hit(nameof(Shapes.Catch), 0);
        HashSet<int> division = Hit(nameof(Shapes.Catch), 1);
        HashSet<int> neither = Hit(nameof(Shapes.Catch), 2);
        Assert.NotEmpty(filtered.Except(division));
        Assert.NotEmpty(division.Except(filtered));
        Assert.Empty(neither.Except(division));
    }

    [Fact]
    public void Counters_TypeLeftOut_CountsNothing()
    {
        lock (OneAtATime)
        {
            Target.Counters.Clear();
            Target.Assembly.GetType(typeof(LeftOut).FullName!)!.GetMethod(nameof(LeftOut.Loop))!.Invoke(null, [5]);
            Assert.Equal(-1, Target.Counters.Counters.IndexOfAnyExcept((byte)0));
        }
    }

    [Fact]
    public void Budget_EndlessLoop_IsExceeded()
    {
        lock (OneAtATime)
        {
            Target.Counters.Budget = 1000;
            TargetInvocationException thrown = Assert.Throws<TargetInvocationException>(() => Rewritten().GetMethod(nameof(Shapes.Forever))!.Invoke(null, [0]));
            Assert.IsType<ProbeBudgetExceededException>(thrown.InnerException);
            Target.Counters.Budget = long.MaxValue;
        }
    }

    [Fact]
    public void Budget_SameCall_CostsTheSame() => Assert.Equal(Cost(nameof(Shapes.Loop), 12), Cost(nameof(Shapes.Loop), 12));

    [Fact]
    public void Probes_EveryOne_HasASourceLine()
    {
        ProbeSite[] sites = [.. Enumerable.Range(0, Target.Probes.Count).Select(id => Target.Probes[id])];
        Assert.All(sites, site => Assert.True(site.Line > 0, $"{site}"));
        Assert.Contains(sites, site => site.Method == nameof(Shapes.Switch) && site.File.EndsWith("Shapes.cs", StringComparison.Ordinal));
        Assert.DoesNotContain(sites, site => site.Method == ".cctor");
    }

    [Fact]
    public void Rewritten_Exception_KeepsItsSourceLine()
    {
        Exception failure = Record.Exception(() => Rewritten().GetMethod(nameof(Shapes.Recursion))!.Invoke(null, ["no number"]))!;
        Assert.IsType<ArgumentException>(failure);
        lock (OneAtATime)
        {
            Target.Counters.Budget = 10;
            failure = Record.Exception(() => Rewritten().GetMethod(nameof(Shapes.Forever))!.Invoke(null, [0]))!;
            Target.Counters.Budget = long.MaxValue;
        }

        Assert.Contains("Shapes.cs:line", failure.InnerException!.StackTrace, StringComparison.Ordinal);
    }

    private static Type Rewritten() => Target.Assembly.GetType(typeof(Shapes).FullName!)!;

    private static HashSet<int> Hit(string method, int argument)
    {
        lock (OneAtATime)
        {
            Target.Counters.Clear();
            Rewritten().GetMethod(method)!.Invoke(null, [argument]);
            byte[] counters = Target.Counters.Counters.ToArray();
            return [.. Enumerable.Range(0, counters.Length).Where(id => counters[id] > 0)];
        }
    }

    private static long Cost(string method, int argument)
    {
        lock (OneAtATime)
        {
            Target.Counters.Budget = 1_000_000;
            Rewritten().GetMethod(method)!.Invoke(null, [argument]);
            long cost = 1_000_000 - Target.Counters.Budget;
            Target.Counters.Budget = long.MaxValue;
            return cost;
        }
    }

    internal static async Task<string> ShowAsync(Type type, string method, object? argument)
    {
        try
        {
            object? result = type.GetMethod(method)!.Invoke(null, [argument]);
            return result switch
            {
                Task<string> task => await task,
                IEnumerable<int> sequence => string.Join(' ', sequence),
                _ => $"{result}",
            };
        }
        catch (TargetInvocationException failure)
        {
            return failure.InnerException!.GetType().Name;
        }
    }
}
