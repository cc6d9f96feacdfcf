using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Switchyard.Gateway.Bridges;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Recording.Journal;
using Switchyard.Model.Pricing;
using Switchyard.Model.Recording;
using Switchyard.Model.Revisions;
using Switchyard.Storage.Recording;
using Switchyard.Storage.Sql;
using Switchyard.Storage.Sqlite;
using Switchyard.Testing.Time;

namespace Switchyard.Gateway.Tests.Recording;

/// <summary>A node's recording on a SQLite database: one life at a time, as many as a test wants one after the other.</summary>
internal sealed class RecordingRig : IAsyncDisposable
{
    public static readonly Guid User = new(1, 1, 1, [0, 0, 0, 0, 0, 0, 0, 1]);
    public static readonly Guid AccessKey = new(1, 1, 1, [0, 0, 0, 0, 0, 0, 0, 2]);
    public static readonly Guid Provider = new(1, 1, 1, [0, 0, 0, 0, 0, 0, 0, 3]);
    public static readonly Guid ProviderKey = new(1, 1, 1, [0, 0, 0, 0, 0, 0, 0, 4]);
    public static readonly Guid Node = new(1, 1, 1, [0, 0, 0, 0, 0, 0, 0, 5]);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SqliteDatabase _sqlite;
    private long _ids;

    private RecordingRig(string directory)
    {
        Directory = directory;
        _sqlite = SqliteDatabase.Open(Path.Combine(directory, "test.db"), TimeProvider.System, NullLoggerFactory.Instance);
        Database = new FaultyDatabase(_sqlite);
    }

    public string Directory { get; }

    public string JournalDirectory => Path.Combine(Directory, "journal");

    public FakeTime Time { get; } = new();

    public FaultyDatabase Database { get; }

    public CapturedLog<RecordingWriter> Log { get; } = new();

    public RecordingConfig Config { get; set; } = RecordingConfig.Default;

    public IReadOnlyList<PriceConfig> Prices { get; set; } = [new PriceConfig { Provider = "*", Model = "gpt*", Input = 1m, Output = 2m }];

    public SegmentedJournal Journal { get; private set; } = null!;

    public RecordingSettings Settings { get; private set; } = null!;

    public TextSealer Sealer { get; private set; } = null!;

    public Recorder Recorder { get; private set; } = null!;

    public RecordingWriter Writer { get; private set; } = null!;

    public RecordingInstruments Instruments { get; private set; } = null!;

    private static CancellationToken Ended => TestContext.Current.CancellationToken;

    public static async Task<RecordingRig> StartAsync(int segmentBytes = 1 << 20)
    {
        var rig = new RecordingRig(System.IO.Directory.CreateTempSubdirectory("switchyard-recording-").FullName);
        await rig.Database.MigrateAsync(Ended);
        await rig.BeginLifeAsync(segmentBytes);
        return rig;
    }

    /// <summary>Ends the life as a crash does (what is in the journal stays) and begins the next.</summary>
    public async Task BeginLifeAsync(int segmentBytes = 1 << 20)
    {
        Journal?.Dispose();
        var key = RandomNumberGenerator.GetBytes(TextSealer.KeyBytes);
        Sealer = new TextSealer(key);
        var life = new JournalLife(Guid.CreateVersion7(Time.GetUtcNow().AddMilliseconds(_ids++)), Node, "node-a", Time.GetUtcNow(), key);
        Journal = new SegmentedJournal(new JournalOptions { Directory = JournalDirectory, SegmentBytes = segmentBytes }, life, NullLogger.Instance);
        Settings = new RecordingSettings(Journal);
        await ApplyAsync();
        Instruments = new RecordingInstruments(_services.GetRequiredService<IMeterFactory>(), Journal);
        Recorder = new Recorder(Journal, Settings, Sealer, Instruments, NullLogger<Recorder>.Instance);
        Writer = new RecordingWriter(Journal, new DatabaseSink(Database, Time), Settings, new DeadLetters(Path.Combine(JournalDirectory, "set-aside")), Instruments, Time, Log);
        Journal.Maintain();
    }

    /// <summary>Puts <see cref="Config"/> and <see cref="Prices"/> in force.</summary>
    public async Task ApplyAsync()
    {
        var model = new ConfigurationModel { Epoch = User, Revision = 1, Hash = "", Recording = Config, Prices = Prices };
        using var change = await Settings.PrepareAsync(model, current: null, Ended);
        change.Commit();
    }

    public InterceptionStart Start(string? prompt = null, string model = "gpt-5", string? toolResultId = null) => new()
    {
        Id = Guid.CreateVersion7(Time.GetUtcNow().AddMilliseconds(_ids++)),
        StartedAt = Time.GetUtcNow(),
        Revision = 42,
        UserId = User,
        AccessKeyId = AccessKey,
        ProviderId = Provider,
        ProviderName = "openai",
        Model = model,
        Route = "fast",
        Format = BridgeFormat.Responses,
        Stream = true,
        Client = "codex",
        Session = "session-1",
        AgentSession = AccessKey,
        AgentSequence = 9,
        Prompt = prompt,
        ToolResultId = toolResultId,
    };

    public InterceptionEnd End(InterceptionStart start, IReadOnlyList<ToolCall>? tools = null, string? reasoning = null, long input = 100, long output = 10) => new()
    {
        Start = start,
        EndedAt = Time.GetUtcNow().AddSeconds(1),
        Status = InterceptionStatus.Completed,
        HttpStatus = 200,
        ProviderKeyId = ProviderKey,
        CredentialHint = "…wxyz",
        Attempts = 2,
        TimeToFirstByte = TimeSpan.FromMilliseconds(12.5),
        Usage = new UsageTally { Input = input, Output = output, CacheRead = 3, Reported = true },
        ToolCalls = tools ?? [],
        Reasoning = reasoning,
        ResponseId = "resp_1",
    };

    /// <summary>Records a request from start to end.</summary>
    public InterceptionStart Record(string? prompt = null, string? toolResultId = null, IReadOnlyList<ToolCall>? tools = null)
    {
        var start = Start(prompt, toolResultId: toolResultId);
        Recorder.TryStart(start).ShouldBeTrue();
        Recorder.End(End(start, tools));
        return start;
    }

    public Task DrainAsync() => Writer.DrainAsync(Ended);

    public Task<InterceptionRow?> FindAsync(Guid id) => ReadAsync((session, token) => InterceptionTable.FindAsync(session, id, token));

    public Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work) => _sqlite.ReadAsync(work, Ended);

    public Task<int> ExecuteAsync(string sql) => _sqlite.WriteAsync((session, token) => session.ExecuteAsync(sql, null, token), Ended);

    public Task<long> CountAsync(string from) => ReadAsync((session, token) => session.QueryFirstAsync<long>($"select count(*) from {from}", null, token));

    public Task<SpendRow> SpendOfUserAsync() => SpendOfMonthAsync(SpendTable.MonthOf(Time.GetUtcNow()));

    public async Task<SpendRow> SpendOfMonthAsync(string month)
    {
        var rows = await ReadAsync((session, token) => SpendTable.ListAsync(session, month, token));
        return rows.Single(row => row.Scope == "user" && row.ScopeId == User);
    }

    public async ValueTask DisposeAsync()
    {
        Writer.Dispose();
        Journal.Dispose();
        await Database.DisposeAsync();
        await _services.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
