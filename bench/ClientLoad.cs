using System.Globalization;
using System.Text;

namespace QmpFuzz.Bench;

/// <summary>What many clients, and hostile ones, cost a server in memory, and what they cost each other.</summary>
internal static class ClientLoad
{
    private const int Idle = 1000;
    private const int Busy = 50;
    private const string LargeReplies = "{\"execute\": \"query-commands\"}\n";

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static async Task RunAsync(TextWriter output)
    {
        output.WriteLine($"qmpfuzz serve --many, {Idle} idle clients and {Busy} busy ones that ask query-status one by one; MB = 10^6 bytes");
        await CompanyAsync(output);
        output.WriteLine("The most that was resident with hostile clients, a new server for each line");
        await HostileAsync("an endless string: 1 GiB of it", 1, "a", before: "\"", most: 1 << 30, output);
        await HostileAsync("an id of 63 MiB whose echo takes six times as much", 1, "\x7F", before: "{\"execute\": \"stop\", \"id\": \"", most: 63 << 20, output, after: "\"}");
        await HostileAsync("10,000,000 open brackets", 1, "[", before: "", most: 10_000_000, output);
        await HostileAsync("10,000,000 members of one object", 1, "\"k\":0,", before: "{", most: 60_000_000, output);
        await HostileAsync("one that never reads 1 GiB of errors", 1, "@\n", before: "", most: 1 << 30, output);
        await HostileAsync($"{Idle} that never read long replies", Idle, LargeReplies, before: "", most: 1 << 20, output);
        await HostileAsync($"{Idle} with 4 MiB each of an endless string", Idle, "a", before: "\"", most: 4 << 20, output);
        await HostileAsync($"{Idle} with 1 MiB each of an endless list", Idle, "1,", before: "[", most: 1 << 20, output);
    }

    private static async Task CompanyAsync(TextWriter output)
    {
        using ServerProcess server = await ServerProcess.StartAsync();
        Line(output, "nobody", server.Resident, "");
        List<LoadClient> clients = [];
        for (int i = 0; i < Idle + Busy; i++)
        {
            clients.Add(await LoadClient.ConnectAsync(server.Endpoint));
        }

        Line(output, "all connected, all idle", server.Resident, "");
        List<LoadClient> busy = clients[Idle..];
        Line(output, "busy ones ask", server.Peak, await AskAsync(busy));
        using LoadClient deaf = await LoadClient.ConnectAsync(server.Endpoint);
        Task<long> flood = deaf.FloodAsync(Repeat(LargeReplies, 64 * 1024), long.MaxValue, Patience);
        Line(output, "and one sends query-commands and never reads", server.Peak, await AskAsync(busy));
        await flood;
        Line(output, "after that, while it still reads nothing", server.Peak, await AskAsync(busy));
        clients.ForEach(client => client.Dispose());
    }

    private static async Task<string> AskAsync(List<LoadClient> busy)
    {
        using CancellationTokenSource end = new(Duration);
        List<double>[] taken = await Task.WhenAll(busy.Select(client => Task.Run(() => client.AskAsync(end.Token))));
        List<double> all = [.. taken.SelectMany(times => times).Order()];
        return string.Create(CultureInfo.InvariantCulture, $"{all.Count / Duration.TotalSeconds,10:N0} commands/s; {all[all.Count / 2] / 1000:N2} ms half of them, {all[all.Count * 99 / 100] / 1000:N2} ms 99 %");
    }

    private static async Task HostileAsync(string name, int clients, string text, string before, long most, TextWriter output, string after = "")
    {
        using ServerProcess server = await ServerProcess.StartAsync();
        byte[] block = Repeat(text, (int)Math.Min(most, 64 * 1024));
        long[] sent = await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            LoadClient client = await LoadClient.ConnectAsync(server.Endpoint);
            await client.SendAsync(before);
            long sent = await client.FloodAsync(block, most, Patience);
            await client.FloodAsync(Encoding.ASCII.GetBytes(after), after.Length, Patience);
            return sent;
        }));
        using LoadClient other = await LoadClient.ConnectAsync(server.Endpoint);    // is it still served?
        Line(output, name, server.Peak, string.Create(CultureInfo.InvariantCulture, $"after {sent.Sum() / 1e6:N0} MB of input"));
    }

    private static byte[] Repeat(string text, int bytes) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, bytes / text.Length)));

    private static void Line(TextWriter output, string name, double megabytes, string what) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-50} {megabytes,8:N1} MB   {what}"));
}
