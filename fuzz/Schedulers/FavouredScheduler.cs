namespace QmpFuzz.Fuzz.Schedulers;

/// <summary>
/// Picks from the corpus: mostly entries that are the cheapest to pass some edge, those picked least first; energy goes
/// to what is new, small, rare and fertile. Order and energy depend on the entries and the random numbers only.
/// </summary>
internal sealed class FavouredScheduler(int edges)
{
    private const int BaseEnergy = 64;
    private const int LeastEnergy = 16;
    private const int MostEnergy = 1024;

    /// <summary>An entry whose rarest feature one in 64 executions shows gets neither more nor less for it.</summary>
    private const double UsualRarity = 6;

    private readonly List<CorpusEntry> _entries = [];
    private readonly CorpusEntry?[] _cheapest = new CorpusEntry?[edges];
    private readonly List<CorpusEntry> _favoured = [];
    private long _totalProbes;
    private bool _isStale;

    public IReadOnlyList<CorpusEntry> Entries => _entries;

    /// <summary>How often the executions of this campaign show each feature.</summary>
    public FeatureFrequencies Frequencies { get; } = new(edges);

    public int FavouredCount => Favoured().Count;

    /// <summary>All entries together.</summary>
    public long Bytes { get; private set; }

    public int Longest { get; private set; }

    public void Add(CorpusEntry entry)
    {
        _entries.Add(entry);
        _totalProbes += entry.Probes;
        Bytes += entry.Testcase.Length;
        Longest = Math.Max(Longest, entry.Testcase.Length);
        foreach (int edge in entry.Edges)
        {
            if (_cheapest[edge] is not { } best || Weight(entry) < Weight(best))
            {
                _cheapest[edge] = entry;
                _isStale = true;
            }
        }
    }

    /// <summary>The entry to work on next; there is at least one.</summary>
    public CorpusEntry Next(DeterministicRandom random)
    {
        List<CorpusEntry> from = random.OneIn(10) ? _entries : Favoured();
        CorpusEntry picked = from[random.Below(from.Count)];
        for (int i = 0; i < 3; i++)                                 // of four drawn, the one picked least: new ones come soon
        {
            CorpusEntry other = from[random.Below(from.Count)];
            picked = other.Picked < picked.Picked ? other : picked;
        }

        picked.Picked++;
        return picked;
    }

    /// <summary>Another entry to take from.</summary>
    public CorpusEntry Partner(DeterministicRandom random) => _entries[random.Below(_entries.Count)];

    /// <summary>How many executions to spend on it this time.</summary>
    public int EnergyOf(CorpusEntry entry)
    {
        long average = Math.Max(1, _totalProbes / _entries.Count);
        double energy = BaseEnergy * Math.Clamp((double)average / Math.Max(1, entry.Probes), 0.25, 4);
        energy *= Math.Clamp(Frequencies.RarityOf(entry.Edges) / UsualRarity, 0.5, 4);
        energy *= 1 + Math.Min(3, entry.Children);
        energy *= entry.Picked <= 2 ? 2 : 1;
        return (int)Math.Clamp(energy, LeastEnergy, MostEnergy);
    }

    private static double Weight(CorpusEntry entry) => (double)(entry.Probes + 1) * (entry.Testcase.Length + 1);

    private List<CorpusEntry> Favoured()
    {
        if (_isStale)
        {
            _isStale = false;
            foreach (CorpusEntry entry in _favoured)
            {
                entry.IsFavoured = false;
            }

            foreach (CorpusEntry? best in _cheapest)
            {
                _ = best is null || (best.IsFavoured = true);
            }

            _favoured.Clear();
            _favoured.AddRange(_entries.Where(entry => entry.IsFavoured));
        }

        return _favoured.Count > 0 ? _favoured : _entries;
    }
}
