using System.Security.Cryptography;
using System.Text;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Secrets;

namespace Switchyard.Admin.Tests.Hosting;

/// <summary>Writes what a node would have recorded.</summary>
internal sealed class Recorded
{
    public static readonly DateTimeOffset Start = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    private readonly ControlPlane _plane;
    private readonly TextSealer _sealer;
    private readonly RecordingLifeRow _life;
    private int _ids;

    public Recorded(ControlPlane plane)
    {
        _plane = plane;
        var key = RandomNumberGenerator.GetBytes(TextSealer.KeyBytes);
        var id = Guid.CreateVersion7(Start);
        var place = SealedColumns.RecordingLives;
        _sealer = new TextSealer(key);
        _life = new RecordingLifeRow(id, id, "node-a", new SecretSealer(plane.Parts.Ring).Seal(place.Table, place.Column, id, key), Start);
    }

    public static Guid User { get; } = Guid.CreateVersion7(Start);

    public InterceptionRow Row(int second = 0, string model = "gpt-5", string? session = null)
    {
        var id = Guid.CreateVersion7(Start.AddMilliseconds(_ids++));
        return new InterceptionRow
        {
            Id = id,
            RootId = id,
            LifeId = _life.Id,
            NodeId = _life.NodeId,
            Node = _life.Node,
            Status = "completed",
            StartedAt = Start.AddSeconds(second),
            EndedAt = Start.AddSeconds(second + 2),
            Revision = 3,
            UserId = User,
            AccessKeyId = User,
            ProviderId = User,
            Provider = "openai",
            CredentialKind = "pool",
            CredentialHint = "…wxyz",
            Model = model,
            Format = "messages",
            Client = "codex",
            Session = session,
            SessionId = session is null ? null : new Guid(HashOf(session)),
            HttpStatus = 200,
            FirstByteMicros = 1500,
            InputTokens = 10,
            OutputTokens = 5,
            CostNanos = 2_500_000,
        };
    }

    public Task AddAsync(params InterceptionRow[] rows) => _plane.Database.WriteAsync(
        async (session, token) =>
        {
            await RecordingLifeTable.EnsureAsync(session, _life, Start, token);
            await InterceptionTable.StartAsync(session, [.. rows.Where(row => row.Status == "running")], token);
            await InterceptionTable.EndAsync(session, [.. rows.Where(row => row.Status != "running")], token);
        },
        TestContext.Current.CancellationToken);

    public Task AddTextsAsync(InterceptionRow row, string prompt, string toolInput) => _plane.Database.WriteAsync(
        async (session, token) =>
        {
            await InterceptionTextTable.InsertAsync(
                session, [new InterceptionTextRow { InterceptionId = row.Id, Kind = "prompt", Sealed = Sealed(row, RecordedText.Prompt, prompt) }], token);
            await ToolUsageTable.InsertAsync(
                session,
                [
                    new ToolUsageRow
                    {
                        InterceptionId = row.Id,
                        Position = 0,
                        UserId = row.UserId,
                        CallId = "call_1",
                        Name = "read",
                        InputSealed = Sealed(row, RecordedText.ToolInput, toolInput),
                    },
                ],
                token);
        },
        TestContext.Current.CancellationToken);

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16];

    private byte[] Sealed(InterceptionRow row, RecordedText kind, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var value = new byte[plain.Length + TextSealer.Overhead];
        _sealer.Seal(row.Id, kind, 0, plain, value);
        return value;
    }
}
