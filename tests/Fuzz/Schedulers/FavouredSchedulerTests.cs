using QmpFuzz.Fuzz;
using QmpFuzz.Fuzz.Schedulers;

namespace QmpFuzz.Tests.Fuzz.Schedulers;

public sealed class FavouredSchedulerTests
{
    [Fact]
    public void Next_CheaperEntryWithTheSameEdges_IsPreferred()
    {
        FavouredScheduler scheduler = new(edges: 64);
        scheduler.Add(Entry(0, length: 500, probes: 1000, 1, 2, 3));
        scheduler.Add(Entry(1, length: 20, probes: 100, 1, 2, 3));
        DeterministicRandom random = new(1);
        int[] picked = [.. Enumerable.Range(0, 200).Select(_ => scheduler.Next(random).Id)];
        Assert.Equal(1, scheduler.FavouredCount);
        Assert.True(picked.Count(id => id == 1) > 150);
        Assert.Contains(0, picked);
    }

    [Fact]
    public void Next_ManyFavoured_ComesToEachSoon()
    {
        FavouredScheduler scheduler = new(edges: 64);
        for (int i = 0; i < 30; i++)
        {
            scheduler.Add(Entry(i, length: 10, probes: 10, i));
        }

        DeterministicRandom random = new(1);
        Assert.Equal(30, Enumerable.Range(0, 120).Select(_ => scheduler.Next(random).Id).Distinct().Count());
    }

    [Fact]
    public void EnergyOf_RareNewAndCheap_IsMoreThanOfCommonAndDear()
    {
        FavouredScheduler scheduler = new(edges: 64);
        CorpusEntry dear = Entry(0, length: 10, probes: 10_000, 1);
        CorpusEntry rare = Entry(4, length: 10, probes: 100, 1, 9);
        scheduler.Add(dear);
        scheduler.Add(Entry(1, length: 10, probes: 1000, 1));
        scheduler.Add(Entry(2, length: 10, probes: 1000, 1));
        scheduler.Add(rare);
        for (int i = 0; i < 1000; i++)
        {
            scheduler.Frequencies.Add([1]);
        }

        Assert.True(scheduler.EnergyOf(rare) > 2 * scheduler.EnergyOf(dear));
    }

    private static CorpusEntry Entry(int id, int length, long probes, params int[] edges) => new(id, new byte[length], depth: 0, probes, edges);
}
