namespace QmpFuzz.Qmp.Machine;

/// <summary>
/// The file descriptors of one monitor: those that came with its input and wait for a command to take them, and those that
/// getfd named. Invariant: a descriptor is in one place only; one that leaves without a taker goes to the released ones.
/// </summary>
internal sealed class MonitorDescriptors(List<int> released)
{
    private readonly List<int> _waiting = [];
    private readonly Dictionary<string, int> _named = [];

    /// <summary>New ones push out those that nobody has taken.</summary>
    public void Arrive(ReadOnlySpan<int> descriptors)
    {
        DropWaiting();
        _waiting.AddRange(descriptors);
    }

    /// <summary>Takes the first that waits; the others of its message are closed.</summary>
    public int? Take()
    {
        if (_waiting.Count == 0)
        {
            return null;
        }

        int first = _waiting[0];
        _waiting.RemoveAt(0);
        DropWaiting();
        return first;
    }

    public void Name(string name, int descriptor)
    {
        Forget(name);
        _named.Add(name, descriptor);
    }

    /// <summary>Closes a named one; false if there is none of that name.</summary>
    public bool Forget(string name)
    {
        if (!_named.Remove(name, out int descriptor))
        {
            return false;
        }

        released.Add(descriptor);
        return true;
    }

    public void DropAll()
    {
        DropWaiting();
        released.AddRange(_named.Values);
        _named.Clear();
    }

    /// <summary>Forgets all of them.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _named.Clear();
    }

    public void DropWaiting()
    {
        released.AddRange(_waiting);
        _waiting.Clear();
    }
}
