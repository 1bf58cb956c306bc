using System.Runtime.CompilerServices;

namespace QmpFuzz.Qmp.Json;

/// <summary>
/// The keys of a message's large objects, to find a key that comes twice in constant time. One open-addressed table serves
/// all objects of a message: an entry is found by its object and its text. The hash has no random part, so that a run stays a
/// function of its input.
/// </summary>
internal sealed class KeyTable
{
    /// <summary>Up to this many members, looking at each earlier key beats keeping a table.</summary>
    public const int ScannedMembers = 16;

    private const int SmallestTable = 128;
    private const int LargestKept = 1024;

    private Entry[] _entries = [];
    private int _count;

    /// <summary>Bytes of memory that it takes.</summary>
    public long Size => _entries.Length * (long)Unsafe.SizeOf<Entry>();

    public void Clear()
    {
        if (_count == 0)
        {
            return;
        }

        _count = 0;
        if (_entries.Length > LargestKept)
        {
            _entries = [];
        }

        Array.Clear(_entries);
    }

    /// <summary>An object, whose newest key this is, has it already; it has so many members, this one included.</summary>
    public bool HasBefore(JsonMessage message, int container, int key, int members)
    {
        if (members > ScannedMembers)
        {
            return !TryAdd(message, container, key, withEarlier: members == ScannedMembers + 1);
        }

        ReadOnlySpan<byte> name = Name(message, key);
        for (int earlier = container + 1; earlier < key; earlier = message.Node(earlier + 1).Next)
        {
            if (Name(message, earlier).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryAdd(JsonMessage message, int container, int key, bool withEarlier)
    {
        if (withEarlier)
        {
            for (int earlier = container + 1; earlier < key; earlier = message.Node(earlier + 1).Next)
            {
                TryAdd(message, container, earlier);
            }
        }

        return TryAdd(message, container, key);
    }

    private bool TryAdd(JsonMessage message, int container, int key)
    {
        if ((_count + 1) * 2 > _entries.Length)
        {
            Grow(message);
        }

        if (!TryFindPlace(message, container, key, out int place))
        {
            return false;
        }

        _entries[place] = new Entry { Container = container + 1, Key = key };
        _count++;
        return true;
    }

    private bool TryFindPlace(JsonMessage message, int container, int key, out int place)
    {
        ReadOnlySpan<byte> name = Name(message, key);
        int mask = _entries.Length - 1;
        for (place = (int)Hash(container, name) & mask; _entries[place].Container != 0; place = (place + 1) & mask)
        {
            if (_entries[place].Container == container + 1 && Name(message, _entries[place].Key).SequenceEqual(name))
            {
                return false;
            }
        }

        return true;
    }

    private void Grow(JsonMessage message)
    {
        Entry[] old = _entries;
        _entries = new Entry[Math.Max(SmallestTable, old.Length * 2)];
        foreach (Entry entry in old)
        {
            if (entry.Container != 0 && TryFindPlace(message, entry.Container - 1, entry.Key, out int place))
            {
                _entries[place] = entry;
            }
        }
    }

    private static ReadOnlySpan<byte> Name(JsonMessage message, int key) => message.Text(message.Node(key).Payload);

    // FNV-1a, then a mix so that the low bits depend on all of it
    private static uint Hash(int container, ReadOnlySpan<byte> name)
    {
        uint hash = 2166136261u ^ (uint)container;
        foreach (byte value in name)
        {
            hash = (hash ^ value) * 16777619u;
        }

        return (hash ^ (hash >> 15)) * 2246822519u >> 8;
    }

    /// <summary>An object (plus one, so that zero is an empty place) and a key in it.</summary>
    private struct Entry
    {
        public int Container;
        public int Key;
    }
}
