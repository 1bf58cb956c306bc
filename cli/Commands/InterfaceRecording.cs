using System.Runtime.InteropServices;
using System.Text.Json;
using QmpFuzz.Recorder.Capture;
using QmpFuzz.Recorder.Import;

namespace QmpFuzz.Cli.Commands;

/// <summary><c>qmpfuzz record --interface</c>: runs a passive capture until a signal ends it.</summary>
internal static class InterfaceRecording
{
    public static async Task<ExitCode> RunAsync(CaptureOptions options, bool json)
    {
        using CancellationTokenSource stop = new();
        bool interrupted = false;
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, isInterruption: true));
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, isInterruption: false));
        using PassiveCapture? capture = PassiveCapture.Start(options, TimeProvider.System, out string? reason);
        if (capture is null)
        {
            await Console.Error.WriteLineAsync($"qmpfuzz: {reason}");
            return ExitCode.BadInput;
        }

        await Console.Error.WriteLineAsync($"capturing on {options.Interface} into {options.Folder}");
        CaptureResult result = capture.Run(stop.Token);
        Report(result, json);
        return result.Failure is not null ? ExitCode.SystemFailure : interrupted ? ExitCode.Interrupted : ExitCode.Done;

        // cancelled here too: this verb may have ended before the handler that all verbs share is asked
        void Stop(PosixSignalContext context, bool isInterruption)
        {
            context.Cancel = !stop.IsCancellationRequested;
            interrupted |= isInterruption;
            stop.Cancel();
        }
    }

    private static void Report(CaptureResult result, bool json)
    {
        foreach (string remark in result.Remarks.Concat(result.Failure is null ? [] : [result.Failure]))
        {
            Console.Error.WriteLine($"qmpfuzz: {remark}");
        }

        foreach (ImportedSession session in result.Sessions)
        {
            Console.Error.WriteLine($"{session.File}: {CaptureReport.Describe(session)}");
        }

        if (json)
        {
            Console.Out.WriteLine(JsonSerializer.Serialize(new { sessions = result.Sessions.Select(CaptureReport.ForJson), remarks = result.Remarks, failure = result.Failure }));
        }
    }
}
