using System.Diagnostics;
using System.Text;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Recorder.Tap;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>
/// The shipped recordings, driven through two taps in a row to a real QEMU: what the client sent and received, what the first tap recorded
/// and what the second one saw of its other side have to be the same bytes.
/// </summary>
public sealed class TapCapturesTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Recordings =>
        [.. Directory.GetDirectories(Repository.PathOf("corpus/recordings")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Recordings))]
    public async Task Recording_DrivenThroughTheTap_IsTheSameOnBothSidesAndInTheFile(string name)
    {
        string folder = Repository.PathOf(Path.Combine("corpus/recordings", name));
        using RunningProcess qemu = await SpawnAsync(folder);
        await using TapFixture far = new(tcp: false, options => options with { Connect = QmpEndpoint.Unix(_folder.File("qemu")) });
        await using TapFixture near = new(tcp: false, options => options with { Connect = far.Endpoint });
        List<CapturedClient> clients = [];
        foreach (string file in SessionFiles.Expand([folder]))
        {
            CapturedClient client = new(SessionText.Read(file));
            clients.Add(client);
            await client.RunAsync(near.Endpoint, Patience);
            await WaitFor.ConditionAsync(() => near.Count<ConnectionClosed>() == clients.Count, () => "the session did not end");
        }

        IReadOnlyList<SessionText.Reading> recorded = await near.RecordingsAsync(clients.Count);
        IReadOnlyList<SessionText.Reading> seen = await far.RecordingsAsync(clients.Count);
        for (int at = 0; at < clients.Count; at++)
        {
            Assert.True(clients[at].Sent.Count > 0 && clients[at].Received.Count > 0);
            Assert.Equal(clients[at].Sent, recorded[at].Bytes(SessionSide.Client));
            Assert.Equal(clients[at].Sent, seen[at].Bytes(SessionSide.Client));
            Assert.Equal(seen[at].Bytes(SessionSide.Server), recorded[at].Bytes(SessionSide.Server));
            Assert.Equal(clients[at].Received, recorded[at].Bytes(SessionSide.Server).Take(clients[at].Received.Count));
            Assert.Equal(clients[at].Descriptors, recorded[at].Records.OfType<DescriptorsRecord>().Sum(record => record.Count));
            Assert.Equal(clients[at].Descriptors, seen[at].Records.OfType<DescriptorsRecord>().Sum(record => record.Count));
        }
    }

    private async Task<RunningProcess> SpawnAsync(string folder)
    {
        string[] command = (await File.ReadAllTextAsync(Path.Combine(folder, "spawn.txt"), Cancellation)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        string program = ExternalProgram.Require("qemu-system-x86_64", "qemu-system-x86");
        string socket = _folder.File("qemu");
        RunningProcess qemu = RunningProcess.Start(program, command[1..].Select(word => word.Replace("{socket}", socket).Replace("{cwd}", Repository.Root)), _folder.Path);
        await WaitFor.SocketAsync(socket, qemu);
        return qemu;
    }

    /// <summary>Sends what a recording's client sent, with descriptors where it had some, each chunk after as many replies as it came after there.</summary>
    private sealed class CapturedClient(SessionText.Reading recording)
    {
        private int _lines;

        public List<byte> Sent { get; } = [];

        public List<byte> Received { get; } = [];

        public int Descriptors { get; private set; }

        public async Task RunAsync(QmpEndpoint endpoint, TimeSpan patience)
        {
            using QmpSocket socket = await QmpSocket.ConnectAsync(endpoint, Cancellation);
            Task reading = ReadAsync(socket);
            StringBuilder said = new();
            int descriptors = 0;
            foreach (SessionRecord record in recording.Records)
            {
                switch (record)
                {
                    case ChunkRecord { Side: SessionSide.Server } chunk:
                        said.Append(Encoding.Latin1.GetString(chunk.Bytes.Span));
                        break;
                    case DescriptorsRecord { Side: SessionSide.Client } some:
                        descriptors = some.Count;
                        break;
                    case ChunkRecord chunk when !reading.IsCompleted:
                        await WaitAsync(() => Volatile.Read(ref _lines) >= Replies($"{said}") || reading.IsCompleted, patience);
                        await SendAsync(socket, chunk.Bytes.ToArray(), descriptors);
                        descriptors = 0;
                        break;
                    default:
                        break;
                }
            }

            await WaitAsync(() => Volatile.Read(ref _lines) >= Replies($"{said}") || reading.IsCompleted, patience);
            socket.Dispose();
            await reading;
        }

        private async Task SendAsync(QmpSocket socket, byte[] bytes, int descriptors)
        {
            using OpenFiles files = new(descriptors);
            Sent.AddRange(bytes);
            Descriptors += descriptors;
            await socket.SendAsync(bytes, files.Descriptors, Cancellation);
        }

        private async Task ReadAsync(QmpSocket socket)
        {
            byte[] buffer = new byte[1 << 16];
            int received;
            try
            {
                while ((received = await socket.ReceiveAsync(buffer, Cancellation)) > 0)
                {
                    Received.AddRange(buffer.AsSpan(0, received));
                    Volatile.Write(ref _lines, Replies(Encoding.Latin1.GetString([.. Received])));
                }
            }
            catch (Exception ended) when (ended is IOException or ObjectDisposedException or OperationCanceledException)
            {
                return;                                     // we have left
            }
        }

        // events come as they like: only what answers counts
        private static int Replies(string text) => text.Split('\n')[..^1].Count(line => !line.Contains("\"event\": ", StringComparison.Ordinal));

        // a server that answers less often than it did then is waited for, and then driven on
        private static async Task WaitAsync(Func<bool> condition, TimeSpan patience)
        {
            long start = Stopwatch.GetTimestamp();
            while (!condition() && Stopwatch.GetElapsedTime(start) < patience)
            {
                await Task.Delay(1, Cancellation);
            }
        }
    }
}
