using System.ComponentModel;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace QmpFuzz.Cli.Web;

/// <summary>A site behind an address of this machine, and the gate before it. Nothing is read from settings files or the environment.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private const int LargestForm = 64 << 10;
    private const int MostConnections = 256;

    private readonly WebApplication _application;

    private WebServer(WebApplication application, IPEndPoint address) => (_application, Address) = (application, address);

    public IPEndPoint Address { get; }

    /// <summary>Listens; an address that is not to be had is an <see cref="IOException"/>.</summary>
    public static async Task<WebServer> StartAsync(WebSite site, AccessKeys keys, IPEndPoint bind, CancellationToken cancellation)
    {
        WebApplication application = Build(bind);
        Gate gate = new(keys);
        application.Use(gate.PassAsync);
        application.Use(WebSite.SayIfNothingIsThereAsync);
        site.MapTo(application);
        try
        {
            await application.StartAsync(cancellation);
        }
        catch (Win32Exception refused)                      // the socket's own words: no such address here, a port that is for root only
        {
            await application.DisposeAsync();
            throw new IOException($"{bind}: {refused.Message}", refused);
        }

        return new WebServer(application, new IPEndPoint(bind.Address, new Uri(application.Urls.Single()).Port));
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource atOnce = new();
        await atOnce.CancelAsync();
        await _application.StopAsync(atOnce.Token);
        await _application.DisposeAsync();
    }

    private static WebApplication Build(IPEndPoint bind)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = LargestForm;
            options.Limits.MaxConcurrentConnections = MostConnections;
            options.Listen(bind, listen => listen.Protocols = HttpProtocols.Http1);
        });
        return builder.Build();
    }

    /// <summary>It ends when it is disposed, not by signals: those are for the verb.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
