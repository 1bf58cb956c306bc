using System.CommandLine;
using QmpFuzz.Qmp.Transport;

namespace QmpFuzz.Cli.Commands;

/// <summary>What all verbs share: they run to an <see cref="ExitCode"/>, and what the world did to them becomes one clear line.</summary>
internal static class Verb
{
    /// <summary>Gives a command its work; exceptions of the world (socket, disk) end here, anything else is a bug of ours and is shown whole.</summary>
    public static Command Runs(this Command command, Func<ParseResult, CancellationToken, Task<ExitCode>> work)
    {
        command.SetAction(async (parsed, cancellation) => (int)await GuardAsync(() => work(parsed, cancellation), cancellation));
        return command;
    }

    /// <summary>An option that takes an endpoint and says what is wrong with a bad one.</summary>
    public static Option<QmpEndpoint> Endpoint(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "ENDPOINT",
        CustomParser = argument =>
        {
            if (QmpEndpoint.TryParse(argument.Tokens[0].Value, out QmpEndpoint? endpoint, out string reason))
            {
                return endpoint;
            }

            argument.AddError($"{name}: {reason}");
            return null;
        },
    };

    private static async Task<ExitCode> GuardAsync(Func<Task<ExitCode>> work, CancellationToken cancellation)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {failure.Message}");
            return failure switch
            {
                EndpointUnreachableException => ExitCode.Unreachable,
                EndpointRefusedException or FileNotFoundException or DirectoryNotFoundException => ExitCode.BadInput,
                _ => ExitCode.SystemFailure,
            };
        }
    }
}
