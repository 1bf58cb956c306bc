using System.CommandLine;
using QmpFuzz.Qmp;
using QmpFuzz.Qmp.Dialects;
using QmpFuzz.Qmp.Extensions;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz serve</c>: the embedded server.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        Option<QmpEndpoint[]> listen = new("--listen")
        {
            Description = "Where to listen: unix:PATH or tcp:HOST:PORT. Each one is a monitor of the same machine.",
            HelpName = "ENDPOINT",
            Required = true,
            CustomParser = Verb.ParseEndpoints,
        };
        Option<ProtocolDialect> dialect = Verb.Dialect();
        Option<bool> many = new("--many") { Description = "Serve every connection as a monitor of its own. Without it an endpoint serves one client at a time, as QEMU does." };
        Option<bool> sample = new("--sample-extension") { Description = "Serve the sample of a private extension too: __org.qmpfuzz_annotate and its event." };
        return new Command("serve", "Serve the built-in machine over QMP until it is told to quit, or Ctrl-C.") { listen, dialect, many, sample }
            .Runs((parsed, cancellation) => RunAsync(
                new QmpServerOptions { Listen = parsed.GetRequiredValue(listen), Dialect = Extended(parsed.GetRequiredValue(dialect), parsed.GetValue(sample)), Many = parsed.GetValue(many) },
                cancellation));
    }

    private static ProtocolDialect Extended(ProtocolDialect dialect, bool withSample) => withSample ? SampleExtension.In(dialect) : dialect;

    private static async Task<ExitCode> RunAsync(QmpServerOptions options, CancellationToken cancellation)
    {
        await using QmpServer server = QmpServer.Start(options);
        foreach (QmpEndpoint endpoint in server.Endpoints)
        {
            await Console.Error.WriteLineAsync($"serving dialect {options.Dialect.Name} on {endpoint}");
        }

        await server.Completion.WaitAsync(cancellation);
        return ExitCode.Done;
    }
}
