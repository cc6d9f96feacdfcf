using System.Buffers;
using System.Text;
using System.Text.Json;
using Switchyard.Admin.Tests.Hosting;
using Switchyard.Configuration.Nodes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Canaries;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Nodes;
using Switchyard.Testing.Runs;

namespace Switchyard.Admin.Tests.Canaries;

/// <summary>A node that is only known by what it reports.</summary>
internal sealed class OtherNode(ControlPlane plane, string name)
{
    private readonly Guid _id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    /// <summary>Reports, with a canary or without.</summary>
    public Task ReportAsync(CanaryMark? mark = null, string? fault = null, long requests = 0, long failures = 0, int milliseconds = 10) => plane.Database.WriteAsync(
        async (session, token) =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var row = new NodeRow
            {
                Id = _id, Name = name, StartedAt = now, SeenAt = now, Revision = await StreamTable.VersionAsync(session, HubStreams.Config, token), Epoch = await EpochTable.GetAsync(session, token),
                Hash = "", State = "applied", Version = "0", ReportJson = mark is null ? "{}" : Report(mark, fault, requests, failures, milliseconds),
            };
            await NodeTable.UpsertAsync(session, row, token);
        },
        Patience.Token);

    private static string Report(CanaryMark mark, string? fault, long requests, long failures, int milliseconds)
    {
        var latency = new long[LatencyScale.Buckets];
        latency[LatencyScale.BucketOf(TimeSpan.FromMilliseconds(milliseconds))] = requests;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("canary");
            writer.WriteNumber("revision", mark.Revision);
            writer.WriteBoolean("chosen", mark.IsChosen);
            writer.WriteBoolean("runs", mark.Runs);
            if (fault is not null)
            {
                writer.WriteString("fault", fault);
            }

            writer.WriteEndObject();
            CanaryTrafficJson.Write(writer, mark, new CanaryTraffic(requests, failures, latency));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
