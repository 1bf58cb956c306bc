using QmpFuzz.Replay.Spawning;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>
/// Clients that are started ahead, so that starting them takes no time from the one that is under test: they have connected, or are about
/// to, and wait for a greeting.
/// </summary>
internal sealed class ClientPool(SpawnCommand command, int ahead) : IDisposable
{
    private readonly Queue<SpawnedClient> _waiting = [];

    /// <summary>One that nothing was said to; whoever takes it disposes it.</summary>
    public SpawnedClient Take()
    {
        SpawnedClient? taken = null;
        while (taken is null && _waiting.TryDequeue(out SpawnedClient? next))
        {
            taken = next.HasExited ? null : next;           // it had no patience while another one was served
            if (taken is null)
            {
                next.Dispose();
            }
        }

        taken ??= new SpawnedClient(command);
        while (_waiting.Count < ahead)
        {
            _waiting.Enqueue(new SpawnedClient(command));
        }

        return taken;
    }

    public void Dispose()
    {
        while (_waiting.TryDequeue(out SpawnedClient? client))
        {
            client.Dispose();
        }
    }
}
