namespace QmpFuzz.Qmp.Transport;

/// <summary>Counts what is kept for clients, monitor by monitor: output that they have not read, and input that is not answered.</summary>
internal sealed class Backlog(BacklogLimits limits)
{
    private readonly Tally _output = new();
    private readonly Tally _input = new();

    /// <summary>What each client may leave unread now.</summary>
    public long Limit => IsFull ? limits.OfOneWhenFull : limits.OfOne;

    private bool IsFull => _output.Sum > limits.OfAll;

    public void Add()
    {
        _output.Add();
        _input.Add();
    }

    /// <summary>Notes what there is for a monitor; true when all others may go on, for whom there was no room.</summary>
    public bool Count(int monitor, long output, long input)
    {
        bool wasFull = IsFull;
        _output.Set(monitor, output);
        _input.Set(monitor, input);
        return wasFull && !IsFull;
    }

    /// <summary>So far behind that no more events can be kept for it.</summary>
    public bool IsTooFarBehind(int monitor) => _output[monitor] > 2 * Limit;

    /// <summary>Memory is exhausted, and it holds a lot of it.</summary>
    public bool IsTooMuch(int monitor) =>
        (_output.Sum > limits.Output && IsALot(_output[monitor])) || (_input.Sum > limits.Input && IsALot(_input[monitor]));

    private bool IsALot(long bytes) => bytes > limits.OfOneWhenFull;

    /// <summary>Invariant: the sum is that of the parts.</summary>
    private sealed class Tally
    {
        private readonly List<long> _parts = [];

        public long Sum { get; private set; }

        public long this[int monitor] => _parts[monitor];

        public void Add() => _parts.Add(0);

        public void Set(int monitor, long part)
        {
            Sum += part - _parts[monitor];
            _parts[monitor] = part;
        }
    }
}
