using System.Globalization;
using System.Text;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary><c>serve --many</c> with many clients, and with hostile ones: what it says in docs/limits.md, by the memory that Linux counts.</summary>
public sealed class CrowdTests : IDisposable
{
    private const int MegaByte = 1_000_000;

    private readonly TemporaryFolder _folder = new();
    private readonly List<QmpTestClient> _clients = [];
    private readonly RunningProcess _serve;

    public CrowdTests() => _serve = QmpFuzzCommand.Start("serve", "--many", "--listen", Endpoint.ToString());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private QmpEndpoint Endpoint => QmpEndpoint.Unix(_folder.File("qmp.sock"));

    public void Dispose()
    {
        _clients.ForEach(client => client.Dispose());
        _serve.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task ManyClients_IdleOrBusy_FitInTo200MB_BesideOneThatNeverReads()
    {
        await ConnectAsync(1050);
        using QmpSocket deaf = await FloodAsync("""{"execute":"qmp_capabilities"}{"execute":"query-commands"}""", times: 100_000);

        await Task.WhenAll(_clients.Take(50).Select(async client =>
        {
            for (int i = 0; i < 100; i++)
            {
                await client.ExecuteAsync("query-status");
            }
        }));

        Assert.InRange(PeakMemory, MegaByte, 200 * MegaByte);
    }

    [Theory]
    [InlineData("\"", "a", 150 << 20)]
    [InlineData(" ", "[", 10_000_000)]
    [InlineData("[", "0,", 10_000_000)]
    [InlineData("{", "\"k\":[{},{}],", 10_000_000)]
    public async Task EndlessInput_OfOneClient_CostsLessThan500MB_AndOthersAreServed(string before, string repeated, int bytes)
    {
        await ConnectAsync(1);
        using QmpSocket hostile = await FloodAsync(before, times: 1);
        using QmpSocket more = await FloodAsync(repeated, bytes / repeated.Length, hostile);

        await _clients[0].ExecuteAsync("query-status");
        Assert.InRange(PeakMemory, MegaByte, 500 * MegaByte);
    }

    [Fact]
    public async Task ClientsThatNeverRead_CostLessThan500MB_AndOthersAreServed()
    {
        await ConnectAsync(1);
        QmpSocket[] deaf = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ =>
            FloodAsync("""{"execute":"qmp_capabilities"}{"execute":"query-commands"}""", times: 10_000)));

        for (int i = 0; i < 1000; i++)
        {
            await _clients[0].ExecuteAsync(i % 2 == 0 ? "stop" : "cont");
        }

        Assert.InRange(PeakMemory, MegaByte, 500 * MegaByte);
        Array.ForEach(deaf, socket => socket.Dispose());
    }

    [Fact]
    public async Task MoreClientsThanDescriptors_AreServedWhenOthersLeave()
    {
        string command = $"ulimit -n 150; exec {Path.Combine(AppContext.BaseDirectory, "qmpfuzz")} serve --many --listen unix:{_folder.File("few.sock")}";
        using RunningProcess few = RunningProcess.Start("bash", ["-c", command]);
        await ServesAsync(few);
        QmpEndpoint endpoint = QmpEndpoint.Unix(_folder.File("few.sock"));
        for (int i = 0; i < 150; i++)
        {
            _clients.Add(await QmpTestClient.ConnectAsync(endpoint));
        }

        using QmpTestClient last = await QmpTestClient.ConnectAsync(endpoint);
        Task<string> greeting = last.ReadLineAsync();
        await _clients[0].ReadLineAsync();
        Assert.False(greeting.IsCompleted);
        _clients.ForEach(client => client.Dispose());
        Assert.Contains("QMP", await greeting, StringComparison.Ordinal);
    }

    private long PeakMemory
    {
        get
        {
            string line = File.ReadLines($"/proc/{_serve.Process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return long.Parse(line["VmHWM:".Length..^" kB".Length], CultureInfo.InvariantCulture) * 1024;
        }
    }

    // the socket's file is there a moment before anybody listens
    private static Task ServesAsync(RunningProcess serve) =>
        WaitFor.ConditionAsync(() => serve.Errors.Contains("serving", StringComparison.Ordinal), () => $"no server came up: {serve.Errors}");

    private async Task ConnectAsync(int clients)
    {
        await ServesAsync(_serve);
        for (int i = 0; i < clients; i++)
        {
            _clients.Add(await QmpTestClient.NegotiateAsync(Endpoint));
        }
    }

    /// <summary>Sends until the server takes no more or ends it, and never reads.</summary>
    private async Task<QmpSocket> FloodAsync(string text, int times, QmpSocket? socket = null)
    {
        socket ??= await QmpSocket.ConnectAsync(Endpoint, Cancellation);
        int block = Math.Min(times, 65536 / text.Length);
        byte[] bytes = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, block)));
        try
        {
            for (int sent = 0; sent < times; sent += block)
            {
                using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
                limit.CancelAfter(TimeSpan.FromSeconds(2));
                await socket.SendAsync(bytes, limit.Token);
            }
        }
        catch (Exception refusal) when (refusal is ConnectionLostException or OperationCanceledException)
        {
            return socket;
        }

        return socket;
    }
}
