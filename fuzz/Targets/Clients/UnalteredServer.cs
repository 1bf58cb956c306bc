using System.Buffers;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Server;
using QmpFuzz.Replay;
using QmpFuzz.Replay.Mock;

namespace QmpFuzz.Fuzz.Targets.Clients;

/// <summary>A server that answers a client as it should: what is altered later starts from here.</summary>
internal abstract class UnalteredServer
{
    /// <summary>It closes the connection now.</summary>
    public abstract bool Closes { get; }

    /// <summary>What it says to a client that has just connected.</summary>
    public abstract ReadOnlyMemory<byte> Greet();

    /// <summary>What it says to this.</summary>
    public abstract ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> bytes);

    /// <summary>The built-in server.</summary>
    public static UnalteredServer Embedded(ProtocolDialect dialect) => new EmbeddedServer(dialect);

    /// <summary>A recording, which answers by command and arguments.</summary>
    public static UnalteredServer Recorded(Recording recording) => new ReplayedServer(recording);

    private sealed class EmbeddedServer(ProtocolDialect dialect) : UnalteredServer
    {
        private const int MostWakeUps = 256;

        // as in a finding's transcript: the same in every run
        private const long Epoch = 1_600_000_000_000_000;

        private readonly MonitorGroup _group = new(dialect);
        private readonly ArrayBufferWriter<byte> _output = new();
        private byte[] _waiting = [];

        public override bool Closes => _group.WantsClose(0);

        public override ReadOnlyMemory<byte> Greet()
        {
            _group.Advance(0, Epoch);
            _group.Connect(0);
            return TakeOutput();
        }

        public override ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> bytes)
        {
            _waiting = [.. _waiting, .. bytes];
            Receive();
            for (int i = 0; i < MostWakeUps && _group.NextWakeUp is { } next; i++)
            {
                _group.Advance(next, Epoch + next);         // what takes time is over at once
                Receive();
            }

            return TakeOutput();
        }

        private void Receive() => _waiting = _waiting[_group.Receive(0, _waiting)..];

        private ReadOnlyMemory<byte> TakeOutput()
        {
            _output.ResetWrittenCount();
            _group.TakeOutput(0, _output);
            return _output.WrittenMemory;
        }
    }

    private sealed class ReplayedServer(Recording recording) : UnalteredServer
    {
        private readonly RecordedServer _server = new(recording);

        public override bool Closes => _server.Closes;

        public override ReadOnlyMemory<byte> Greet() => _server.Greet();

        public override ReadOnlyMemory<byte> Answer(ReadOnlySpan<byte> bytes) => _server.Answer(bytes);
    }
}
