using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Text.Json;
using QmpFuzz.Cli.Web;
using QmpFuzz.Fuzz.Targets;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz web</c>: the report, live, in a browser of this machine.</summary>
internal static class WebCommand
{
    private static readonly Argument<string> Place = new("DIR|ENDPOINT") { Description = "A campaign folder, the folder of the nights, or one of recordings; or a live server, whose conversation with us is shown." };
    private static readonly Option<ReplayTargetPlan> Target = new("--target")
    {
        Description = "What a replay starts: embedded, the built-in server, or cmd:'COMMAND {socket}'.",
        HelpName = "TARGET",
        DefaultValueFactory = _ => ReplayTargetPlan.Of(TargetChoice.Embedded)!,
        CustomParser = ParseTarget,
    };

    private static readonly Option<IPAddress> Bind = new("--bind") { Description = "The address to listen on (default: 127.0.0.1); any other than a loopback one needs --allow-remote.", HelpName = "ADDRESS", DefaultValueFactory = _ => IPAddress.Loopback, CustomParser = ParseAddress };
    private static readonly Option<int> Port = new("--port") { Description = "The port (default: 0, a free one).", HelpName = "N" };
    private static readonly Option<bool> AllowRemote = new("--allow-remote") { Description = "Others may reach it: without encryption, with nothing but the token between them and the folder." };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints the address as one JSON object." };

    public static Command Create()
    {
        Port.Validators.Add(result =>
        {
            if (Verb.NumberOf(result) is < 0 or > IPEndPoint.MaxPort)
            {
                result.AddError("--port takes 0 to 65535");
            }
        });
        return new Command("web", "Shows campaigns, findings and recordings live in a browser, and replays them at the press of a button, until Ctrl-C.") { Place, Target, Bind, Port, AllowRemote, Json }.Runs(RunAsync);
    }

    private static async Task<ExitCode> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        string place = parsed.GetRequiredValue(Place);
        IPEndPoint bind = new(parsed.GetRequiredValue(Bind), parsed.GetValue(Port));
        if (!IPAddress.IsLoopback(bind.Address) && !parsed.GetValue(AllowRemote))
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {bind.Address} can be reached from other machines: say --allow-remote if that is meant");
            return ExitCode.BadInput;
        }

        await using AttachedClient? attached = QmpEndpoint.TryParse(place, out QmpEndpoint? endpoint, out _) ? await AttachedClient.StartAsync(endpoint, TimeProvider.System, cancellation) : null;
        if (attached is null && !Directory.Exists(place))
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {place}: neither a folder nor an endpoint such as unix:PATH or tcp:HOST:PORT");
            return ExitCode.BadInput;
        }

        AccessKeys keys = new();
        Library library = new(attached?.Folder ?? place);
        using WholeReport report = new(library.Folder);
        await using ReplayDesk desk = new(parsed.GetRequiredValue(Target), TimeProvider.System);
        WebSite site = new(library, desk, report, attached, keys, TimeProvider.System);
        await using WebServer server = await WebServer.StartAsync(site, keys, bind, cancellation);
        Announce(server.Address, keys.Token, parsed.GetValue(Json));
        await Task.Delay(Timeout.Infinite, cancellation);
        return ExitCode.Done;
    }

    private static void Announce(IPEndPoint address, string token, bool json)
    {
        if (!IPAddress.IsLoopback(address.Address))
        {
            Console.Error.WriteLine($"qmpfuzz: warning: {address} can be reached from other machines, and what is sent is not encrypted: whoever reads the address below there can read the folder and press the buttons");
        }

        bool isAny = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
        string url = string.Create(CultureInfo.InvariantCulture, $"http://{(isAny ? new IPEndPoint(IPAddress.Loopback, address.Port) : address)}/?{Gate.TokenField}={token}");
        Console.Error.WriteLine("open this address in a browser; Ctrl-C ends it");
        Console.Out.WriteLine(json ? JsonSerializer.Serialize(new { url, address = address.Address.ToString(), port = address.Port, token }) : url);
        Console.Out.Flush();
    }

    private static IPAddress? ParseAddress(ArgumentResult argument)
    {
        if (IPAddress.TryParse(argument.Tokens[0].Value, out IPAddress? address))
        {
            return address;
        }

        argument.AddError($"--bind '{argument.Tokens[0].Value}' is not an address such as 127.0.0.1 or ::1");
        return null;
    }

    private static ReplayTargetPlan? ParseTarget(ArgumentResult argument)
    {
        string reason = "";
        ReplayTargetPlan? plan = TargetChoice.Parse(argument.Tokens[0].Value, out reason) is { } choice ? ReplayTargetPlan.Of(choice) : null;
        if (plan is null)
        {
            argument.AddError(reason.Length > 0 ? $"--target {reason}" : "--target takes embedded or cmd:'COMMAND {socket}': a replay has a target of its own");
        }

        return plan;
    }
}
