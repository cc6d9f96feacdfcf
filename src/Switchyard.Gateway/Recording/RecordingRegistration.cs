using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Switchyard.Configuration.Nodes;
using Switchyard.Configuration.Reloading;
using Switchyard.Gateway.Limits;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Gateway.Snapshots;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Gateway.Recording;

/// <summary>Registers recording.</summary>
public static class RecordingRegistration
{
    /// <summary>
    /// Adds the recording of a node: what <see cref="AddRecorder"/> adds, with the database as the place where records go, and the loop that cleans up there. Needs <see cref="Database"/> besides.
    /// </summary>
    public static IServiceCollection AddRecording(this IServiceCollection services, string dataDirectory)
    {
        services.TryAddSingleton<IRecordSink, DatabaseSink>();
        services.AddRecorder(dataDirectory);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RecordingJanitor>());
        return services;
    }

    /// <summary>
    /// Adds the recorder, its journal in <c>journal</c> below <paramref name="dataDirectory"/>, and the loops that keep it and bring it to the <see cref="IRecordSink"/>. Needs such a sink,
    /// <see cref="SecretSealer"/>, <see cref="NodeIdentity"/> and <see cref="TimeProvider"/>. The first use throws <see cref="IOException"/> when another process owns the directory.
    /// </summary>
    public static IServiceCollection AddRecorder(this IServiceCollection services, string dataDirectory)
    {
        var directory = Path.Combine(Path.GetFullPath(dataDirectory), "journal");
        services.AddMetrics();
        services.TryAddSingleton(provider => new LifeKey(provider.GetRequiredService<SecretSealer>(), provider.GetRequiredService<NodeIdentity>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => provider.GetRequiredService<LifeKey>().Sealer);
        services.TryAddSingleton(provider => new SegmentedJournal(
            new JournalOptions { Directory = directory }, provider.GetRequiredService<LifeKey>().Life, provider.GetRequiredService<ILogger<SegmentedJournal>>()));
        services.TryAddSingleton(new DeadLetters(Path.Combine(directory, "set-aside")));
        services.TryAddSingleton<RecordingSettings>();
        services.TryAddSingleton<RecordingInstruments>();
        services.TryAddSingleton<Recorder>();
        services.TryAddSingleton<IRecorder>(provider => provider.GetRequiredService<Recorder>());
        services.TryAddSingleton(provider => new DirectCalls(provider.GetRequiredService<IRecorder>(), () => provider.GetRequiredService<GatewaySnapshots>().Revision, provider.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigurationConsumer, RecordingSettings>(provider => provider.GetRequiredService<RecordingSettings>()));
        services.TryAddSingleton<JournalKeeper>();
        services.TryAddSingleton<RecordingWriter>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, RecordingWriter>(WriterOf));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, JournalKeeper>(provider => provider.GetRequiredService<JournalKeeper>()));
        return services;
    }

    private static RecordingWriter WriterOf(IServiceProvider provider)
    {
        var writer = provider.GetRequiredService<RecordingWriter>();
        var keeper = provider.GetRequiredService<JournalKeeper>();
        provider.GetRequiredService<SegmentedJournal>().OnProgress = () =>
        {
            keeper.Notify();
            writer.Notify();
        };
        if (provider.GetService<BudgetBills>() is { } bills)
        {
            bills.IsFollowed = true;
            writer.OnWritten = records =>
            {
                foreach (var record in records.Where(static record => record.IsEnd))
                {
                    bills.Recorded(record.Row.Id);
                }
            };
        }

        return writer;
    }

    /// <summary>The life of this process and the data key of its texts.</summary>
    private sealed class LifeKey
    {
        public LifeKey(SecretSealer sealer, NodeIdentity node, TimeProvider time)
        {
            var now = time.GetUtcNow();
            var id = Guid.CreateVersion7(now);
            var key = RandomNumberGenerator.GetBytes(TextSealer.KeyBytes);
            Sealer = new TextSealer(key);
            Life = new JournalLife(id, node.Id, node.Name, now, sealer.Seal(SealedColumns.RecordingLives.Table, SealedColumns.RecordingLives.Column, id, key));
        }

        public JournalLife Life { get; }

        public TextSealer Sealer { get; }
    }
}
