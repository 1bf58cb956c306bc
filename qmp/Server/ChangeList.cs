namespace QmpFuzz.Qmp.Server;

/// <summary>Monitors that have something new for their host: output, room for input, or the wish to close. Each is listed once.</summary>
internal sealed class ChangeList
{
    private readonly Queue<QmpSession> _changed = new();

    public void Note(QmpSession session)
    {
        if (!session.IsChangeNoted)
        {
            session.IsChangeNoted = true;
            _changed.Enqueue(session);
        }
    }

    public bool TryTake(out int monitor)
    {
        bool any = _changed.TryDequeue(out QmpSession? session);
        monitor = any ? session!.Number : -1;
        if (any)
        {
            session!.IsChangeNoted = false;
        }

        return any;
    }

    public void Clear() => _changed.Clear();
}
