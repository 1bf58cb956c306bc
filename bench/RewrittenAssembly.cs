using QmpFuzz.Fuzz.Contract;
using QmpFuzz.Fuzz.Coverage;

namespace QmpFuzz.Bench;

/// <summary>Rewrites an assembly on disk as a campaign does in memory, all of its types, so that its own tests can run on it.</summary>
internal static class RewrittenAssembly
{
    private const string Slot = "rewritten on disk";
    private const int MostCounters = 1 << 20;

    /// <summary>Replaces the assembly and its symbols; returns how many counters it has.</summary>
    public static int Replace(string path, bool recordsOperands)
    {
        ProbeTable probes = new();
        AssemblyImage image = new AssemblyInstrumenter(Slot, probes, static type => type == "<Module>", keepsFrames: false, recordsOperands).Rewrite(AssemblyImage.Read(path));
        File.WriteAllBytes(path, image.Assembly);
        File.WriteAllBytes(Path.ChangeExtension(path, ".pdb"), image.Symbols!);
        return probes.Count;
    }

    /// <summary>Gives what was rewritten its counters; before it is used.</summary>
    public static void OfferCounters()
    {
        ProbeMemory.Offer(Slot, new CounterMemory(MostCounters) { Budget = long.MaxValue }.Address);
        OperandMemory.Offer(Slot);
    }
}
