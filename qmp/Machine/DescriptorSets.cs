namespace QmpFuzz.Qmp.Machine;

/// <summary>The machine's fd sets (add-fd, remove-fd), by id.</summary>
internal sealed class DescriptorSets(List<int> released)
{
    private readonly SortedDictionary<long, List<Member>> _sets = [];

    /// <summary>The sets, highest id first, as query-fdsets lists them.</summary>
    public IEnumerable<KeyValuePair<long, List<Member>>> HighestFirst => _sets.Reverse();

    /// <summary>Adds to the set of that id, or to a new one with the lowest free id; returns the id.</summary>
    public long Add(int descriptor, byte[]? opaque, long? id)
    {
        long chosen = id ?? LowestFree();
        if (!_sets.TryGetValue(chosen, out List<Member>? set))
        {
            _sets.Add(chosen, set = []);
        }

        set.Add(new Member(descriptor, opaque));
        return chosen;
    }

    /// <summary>Removes one descriptor, or without one the whole set; false if it is not there.</summary>
    public bool Remove(long id, long? descriptor)
    {
        if (!_sets.TryGetValue(id, out List<Member>? set))
        {
            return false;
        }

        List<Member> gone = set.FindAll(member => descriptor is null || member.Descriptor == descriptor);
        set.RemoveAll(gone.Contains);
        released.AddRange(gone.Select(member => member.Descriptor));
        if (set.Count == 0)
        {
            _sets.Remove(id);
        }

        return descriptor is null || gone.Count > 0;
    }

    /// <summary>No client is left to use them.</summary>
    public void Clear()
    {
        if (_sets.Count == 0)
        {
            return;                                         // looking at no sets would still cost garbage
        }

        foreach (List<Member> set in _sets.Values)
        {
            released.AddRange(set.Select(member => member.Descriptor));
        }

        _sets.Clear();
    }

    private long LowestFree()
    {
        long free = 0;
        while (_sets.ContainsKey(free))
        {
            free++;
        }

        return free;
    }

    /// <summary>A descriptor and the text that add-fd gave it.</summary>
    internal sealed record Member(int Descriptor, byte[]? Opaque);
}
