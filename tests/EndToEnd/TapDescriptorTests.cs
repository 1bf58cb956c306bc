using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using QmpFuzz.Corpus.Sessions;
using QmpFuzz.Qmp.Transport;
using QmpFuzz.Tests.Corpus.Sessions;
using QmpFuzz.Tests.Support;

namespace QmpFuzz.Tests.EndToEnd;

/// <summary>File descriptors through the tap: they arrive with their byte, work at the far end, and none stays open in the tap.</summary>
public sealed class TapDescriptorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(SessionSide.Client)]
    [InlineData(SessionSide.Server)]
    public async Task Descriptors_OfEitherSide_ArriveWithTheirByteAndAreNoted(SessionSide side)
    {
        string file = _folder.File("passed");
        await File.WriteAllTextAsync(file, "content", Cancellation);
        await using TapFixture tap = new(tcp: false);
        (QmpSocket client, QmpSocket server) = await tap.ConnectAsync();
        (QmpSocket sender, QmpSocket receiver) = side == SessionSide.Client ? (client, server) : (server, client);
        using (OpenFiles files = new(2, file))
        {
            await sender.SendAsync("before"u8.ToArray(), Cancellation);
            await sender.SendAsync("with"u8.ToArray(), files.Descriptors, Cancellation);
            await sender.SendAsync("after"u8.ToArray(), Cancellation);
        }

        List<int> descriptors = [];
        string text = "";
        for (int places = 0; text.Length < "beforewithafter".Length; places = descriptors.Count)
        {
            byte[] buffer = new byte[64];
            int received = await receiver.ReceiveAsync(buffer, descriptors, Cancellation);
            Assert.True(descriptors.Count == places || text.Length + received == "beforew".Length, $"'{text}' and then descriptors");
            text += Encoding.ASCII.GetString(buffer, 0, received);
        }

        Assert.Equal("beforewithafter", text);
        Assert.Equal(["content", "content"], descriptors.Select(Read));
        client.Dispose();
        server.Dispose();
        SessionText.Reading recording = Assert.Single(await tap.RecordingsAsync(1));
        Assert.Equal(new DescriptorsRecord(0, side, 2), Assert.Single(recording.Records.OfType<DescriptorsRecord>()) with { Microseconds = 0 });
        Assert.Equal("beforewithafter", Encoding.ASCII.GetString(recording.Bytes(side)));
        int noted = recording.Records.ToList().FindIndex(record => record is DescriptorsRecord);
        Assert.Equal((byte)'w', Assert.IsType<ChunkRecord>(recording.Records[noted + 1]).Bytes.Span[0]);
        Assert.DoesNotContain(file, Directory.GetFiles("/proc/self/fd").Select(TargetOf));
    }

    [Fact]
    public async Task Image_PassedToRealQemuThroughTheTap_IsReadThere()
    {
        string image = _folder.File("disk.qcow2");
        using (RunningProcess create = RunningProcess.Start(ExternalProgram.Require("qemu-img", "qemu-utils"), ["create", "-q", "-f", "qcow2", image, "7340032"]))
        {
            Assert.Equal(0, await create.WaitAsync());
        }

        using RealQemu qemu = await RealQemu.StartAsync(_folder);
        await using TapFixture tap = new(tcp: false, options => options with { Connect = qemu.Endpoint });
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(tap.Endpoint);
        using OpenFiles files = new(1, image);
        JsonElement set = await client.ExecuteAsync("add-fd", descriptors: files.Descriptors);
        int number = set.GetProperty("return").GetProperty("fdset-id").GetInt32();
        Assert.True((await client.ExecuteAsync("getfd", """{"fdname":"also"}""", files.Descriptors)).TryGetProperty("return", out _));
        JsonElement added = await client.ExecuteAsync(
            "blockdev-add", $$$"""{"driver":"qcow2","node-name":"q","file":{"driver":"file","filename":"/dev/fdset/{{{number}}}"}}""");
        Assert.True(added.TryGetProperty("return", out _), $"{added}");

        // the size stands in the image's header: it was read
        JsonElement nodes = await client.ExecuteAsync("query-named-block-nodes");
        JsonElement node = Assert.Single(nodes.GetProperty("return").EnumerateArray(), node => node.GetProperty("node-name").GetString() == "q");
        Assert.Equal(7340032, node.GetProperty("image").GetProperty("virtual-size").GetInt64());
    }

    [Fact]
    public async Task File_NamedWithGetfdThroughTheTap_IsWrittenByOneQemuAndReadByAnother()
    {
        string state = _folder.File("state");
        await File.WriteAllTextAsync(state, "", Cancellation);
        using (RealQemu source = await RealQemu.StartAsync(_folder, "source.sock"))
        {
            await MigrateAsync(source.Endpoint, state, "migrate");
        }

        Assert.Equal("QEVM"u8.ToArray(), (await File.ReadAllBytesAsync(state, Cancellation)).Take(4));
        using RealQemu target = await RealQemu.StartAsync(_folder, "target.sock", "-incoming", "defer");
        await MigrateAsync(target.Endpoint, state, "migrate-incoming");
    }

    private static async Task MigrateAsync(QmpEndpoint qemu, string file, string command)
    {
        await using TapFixture tap = new(tcp: false, options => options with { Connect = qemu });
        using QmpTestClient client = await QmpTestClient.NegotiateAsync(tap.Endpoint);
        using (OpenFiles files = new(1, file))
        {
            Assert.True((await client.ExecuteAsync("getfd", """{"fdname":"state"}""", files.Descriptors)).TryGetProperty("return", out _));
        }

        JsonElement begun = await client.ExecuteAsync(command, """{"uri":"fd:state"}""");
        Assert.True(begun.TryGetProperty("return", out _), $"{begun}");
        for (string? status = null; status != "completed";)
        {
            await Task.Delay(5, Cancellation);
            JsonElement migration = (await client.ExecuteAsync("query-migrate")).GetProperty("return");
            status = migration.TryGetProperty("status", out JsonElement text) ? text.GetString() : null;
            Assert.NotEqual("failed", status);
        }
    }

    private static string? TargetOf(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (FileNotFoundException)                       // of another test, and closed by now
        {
            return null;
        }
    }

    private static string Read(int descriptor)
    {
        using SafeFileHandle handle = new(descriptor, ownsHandle: true);
        byte[] content = new byte[64];
        return Encoding.ASCII.GetString(content, 0, RandomAccess.Read(handle, content, 0));
    }
}
