using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Switchyard.Admin.Client;
using Switchyard.Admin.Options;
using Switchyard.Configuration;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Hub;
using Switchyard.Model.Providers;
using Switchyard.Model.Secrets;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Runs;

namespace Switchyard.Admin.Tests.Hosting;

/// <summary>A real control plane on a real Kestrel and a real database, with the typed client of its bootstrap operator.</summary>
internal sealed class ControlPlane : IAsyncDisposable
{
    public const string Token = "bootstrap-token-of-the-tests";

    private readonly WebApplication _app;
    private readonly string? _directory;
    private bool _stopped;

    private ControlPlane(WebApplication app, Database database, ControlPlaneParts parts, string? directory)
    {
        (_app, Database, Parts, _directory) = (app, database, parts, directory);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = Connect(Token);
        Http = new HttpClient { BaseAddress = Address };
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public Uri Address { get; }

    public Database Database { get; }

    public ControlPlaneParts Parts { get; }

    public SwitchyardClient Client { get; }

    /// <summary>Plain HTTP with the bootstrap operator's credential.</summary>
    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What the node runs.</summary>
    public ConfigurationStatus Configuration => Services.GetRequiredService<ConfigurationStatus>();

    /// <summary>Starts on a new SQLite database, or on <paramref name="database"/>, which the caller keeps.</summary>
    public static async Task<ControlPlane> StartAsync(ControlPlaneParts? parts = null, Database? database = null)
    {
        parts ??= new ControlPlaneParts();
        string? directory = null;
        if (database is null)
        {
            directory = Directory.CreateTempSubdirectory("switchyard-admin-").FullName;
            database = SqliteDatabase.Open(Path.Combine(directory, "switchyard.db"), parts.Time, NullLoggerFactory.Instance);
            await database.MigrateAsync(CancellationToken.None);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(parts.Logs).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton<TimeProvider>(parts.Time)
            .AddSingleton(database)
            .AddSingleton(new SecretSealer(parts.Ring))
            .AddSingleton<IProviderProbe>(parts.Probe)
            .AddSingleton(new NodeIdentity(Guid.CreateVersion7(), "node-under-test"))
            .AddMetrics()
            .AddHub()
            .AddConfiguration(parts.Files)
            .AddDelivery()
            .AddAgentRecords()
            .AddAdmin(new AdminOptions { BootstrapToken = new Secret(Token), AllowedHosts = ["switchyard.test"] });
        if (parts.Bundles is not null)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(parts.Bundles));
        }

        if (parts.SignIns is not null)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton(parts.SignIns));
        }

        if (parts.Modules is { } modules)
        {
            builder.Services.AddSingleton(modules);
        }

        if (!parts.CleansUp)
        {
            // Its clock is the database's; events that a test dates back would be gone before it looks.
            var janitor = builder.Services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name == "HubJanitor");
            builder.Services.Remove(janitor);
        }

        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.UseAdmin();
        app.MapAdmin();
        await app.StartAsync();
        await app.Services.GetRequiredService<ConfigurationStatus>().First;
        return new ControlPlane(app, database, parts, directory);
    }

    public SwitchyardClient Connect(string token) => SwitchyardClient.Connect(Address, token);

    /// <summary>Stops in the ordinary way, as at SIGTERM.</summary>
    public Task StopAsync()
    {
        _stopped = true;
        return _app.StopAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await FollowedEverySignalAsync();
        Client.Dispose();
        Http.Dispose();
        await _app.DisposeAsync();
        if (_directory is not null)
        {
            await Database.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }
    }

    /// <summary>
    /// A node reads what the signals of the changes tell of. Whatever a test has done, that has to be the same as everything: a mutation whose signal says too little is found here.
    /// </summary>
    private async Task FollowedEverySignalAsync()
    {
        if (_stopped)
        {
            return;
        }

        var reloader = Services.GetRequiredService<ConfigurationReloader>();
        await reloader.CatchUpAsync(Patience.Token);
        var followed = Configuration.Current;
        await reloader.ReloadNowAsync(Patience.Token);
        (Configuration.Current?.Revision, Configuration.Current?.Hash).ShouldBe((followed?.Revision, followed?.Hash), "a change was not followed by what its signal says");
    }
}
