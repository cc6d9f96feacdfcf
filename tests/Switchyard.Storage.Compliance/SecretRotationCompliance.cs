using System.Security.Cryptography;
using Switchyard.Storage.Providers;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;
using Switchyard.Testing.Runs;

namespace Switchyard.Storage.Compliance;

/// <summary>Rotation: online, resumable, losing nothing.</summary>
public abstract class SecretRotationCompliance : StorageCompliance
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 4).Select(_ => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))];

    /// <summary>Transactions of this PostgreSQL database that wait for another one.</summary>
    private const string Waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

    private static readonly SecretSealer Old = Sealer(0);
    private static readonly SecretSealer Both = Sealer(1, 0);
    private static readonly SecretSealer New = Sealer(1);

    [Fact]
    [Trait("criterion", "PRV-31")]
    public async Task Every_value_is_sealed_anew_and_its_payload_is_not_touched()
    {
        var keys = await PlantAsync(250);
        var before = await SealedAsync();

        (await new SecretRotation(Database, Both).RotateAsync(Ended)).ShouldBe(new RotationResult(251, 0, 0));

        var after = await SealedAsync();
        foreach (var id in keys)
        {
            SecretSealer.KeyIdOf(after[id]).ShouldBe(New.Ring.SealingKeyId);
            after[id][SealedLayout.Nonce..].ShouldBe(before[id][SealedLayout.Nonce..]);
            Open(New, id, after[id]).ShouldBe($"secret {id}");
            Open(Old, id, after[id]).ShouldBeNull();
        }

        var provider = (await ReadAsync(ProviderTable.ListAsync))[0];
        New.TryOpen("providers", "settings_sealed", provider.Id, provider.SettingsSealed!, out var settings).ShouldBeTrue();
        settings.ShouldBe("settings");
        provider.Version.ShouldBe(1);
        (await new SecretRotation(Database, Both).RotateAsync(Ended)).ShouldBe(new RotationResult(0, 0, 0));
    }

    [Fact]
    [Trait("criterion", "PRV-34")]
    public async Task The_status_counts_values_per_key_and_says_which_may_go()
    {
        var keys = await PlantAsync(3);
        await SetAsync(keys[0], New.Seal("provider_keys", "sealed", keys[0], "x"));
        await SetAsync(keys[1], []);

        var status = await new SecretRotation(Database, Both).StatusAsync(Ended);

        status.ShouldBe(
            [
                new SecretKeyUse(SealedColumns.ProviderKeys, Old.Ring.SealingKeyId, 1, InRing: true, Seals: false),
                new SecretKeyUse(SealedColumns.ProviderKeys, New.Ring.SealingKeyId, 1, InRing: true, Seals: true),
                new SecretKeyUse(SealedColumns.ProviderKeys, SecretRotation.Erased, 1, InRing: false, Seals: false),
                new SecretKeyUse(SealedColumns.ProviderSettings, Old.Ring.SealingKeyId, 1, InRing: true, Seals: false),
            ],
            ignoreOrder: true);
        (await new SecretRotation(Database, New).StatusAsync(Ended)).Single(use => use.KeyId == Old.Ring.SealingKeyId && use.Column == SealedColumns.ProviderKeys)
            .IsLost.ShouldBeTrue();
        status.ShouldAllBe(use => !use.IsLost);
    }

    [Fact]
    [Trait("criterion", "PRV-31")]
    public async Task Values_that_no_key_opens_are_counted_and_left()
    {
        var keys = await PlantAsync(150);
        var foreign = Sealer(2).Seal("provider_keys", "sealed", keys[3], "x");
        var moved = Old.Seal("provider_keys", "sealed", keys[4], "x");
        await SetAsync(keys[3], foreign);
        await SetAsync(keys[5], moved);

        (await new SecretRotation(Database, Both).RotateAsync(Ended)).ShouldBe(new RotationResult(149, 2, 0));

        var after = await SealedAsync();
        after[keys[3]].ShouldBe(foreign);
        after[keys[5]].ShouldBe(moved);
    }

    [Fact]
    [Trait("criterion", "PRV-31")]
    public async Task A_rotation_that_was_broken_off_is_resumed_by_starting_again()
    {
        await PlantAsync(250);
        using var killed = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        var breaking = new BreakingDatabase(Database, 2, killed);
        await Should.ThrowAsync<OperationCanceledException>(() => new SecretRotation(breaking, Both).RotateAsync(killed.Token));

        var half = (await SealedAsync()).Values.Count(value => SecretSealer.KeyIdOf(value) == New.Ring.SealingKeyId);
        half.ShouldBeInRange(1, 249);
        (await new SecretRotation(Database, Both).RotateAsync(Ended)).Changed.ShouldBe(251 - half);
        (await SealedAsync()).ShouldAllBe(pair => Open(New, pair.Key, pair.Value) == $"secret {pair.Key}");
    }

    /// <summary>Writers change keys by the product's own locking order while one rotation after the other runs: nobody fails and every last word stands.</summary>
    [Fact]
    [Trait("criterion", "PRV-31")]
    public async Task Rotations_under_load_fail_no_write_and_lose_none()
    {
        var keys = await PlantAsync(60);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        var nodes = Enumerable.Range(0, 4).Select(_ => Rig.Join()).ToArray();
        var begun = nodes.Select(_ => new TaskCompletionSource()).ToArray();
        var writers = nodes.Select((node, writer) => Task.Run(() => KeepWritingAsync(node, keys, writer, begun[writer], done.Token), Ended)).ToArray();
        await Task.WhenAll(begun.Select(source => source.Task));

        var last = Both;
        for (var round = 1; round <= 20; round++)
        {
            var sealer = last = Sealer(round % 2, (round + 1) % 2);
            await Task.WhenAll(nodes.Take(2).Select(node => Task.Run(() => new SecretRotation(node, sealer).RotateAsync(Ended), Ended)));
        }

        await done.CancelAsync();
        var written = new Dictionary<Guid, string>();
        foreach (var writer in writers)
        {
            foreach (var (id, text) in await writer)
            {
                written[id] = text;
            }
        }

        await new SecretRotation(Database, last).RotateAsync(Ended);
        var alone = Sealer(0);
        foreach (var (id, value) in await SealedAsync())
        {
            SecretSealer.KeyIdOf(value).ShouldBe(alone.Ring.SealingKeyId);
            Open(alone, id, value).ShouldBe(written.GetValueOrDefault(id, $"secret {id}"));
        }
    }

    [Fact]
    [Trait("criterion", "PRV-31")]
    public async Task A_row_that_is_held_is_waited_for_and_the_change_made_meanwhile_wins()
    {
        if (!Rig.IsShared)
        {
            Assert.Skip("SQLite has one writer: nobody can hold a row while another writes.");
        }

        var keys = await PlantAsync(3);
        var release = new TaskCompletionSource();
        var held = new TaskCompletionSource();
        var writer = Rig.Join().WriteAsync(
            async (session, token) =>
            {
                await session.ExecuteAsync(
                    "update provider_keys set sealed = @value where id = @id", new { id = keys[1], value = Old.Seal("provider_keys", "sealed", keys[1], "mine") }, token);
                held.SetResult();
                await release.Task;
            },
            Ended);
        await held.Task;

        var rotation = new SecretRotation(Database, Both).RotateAsync(Ended);

        // Released only when the rotation has read the old value and waits to replace it: that is when a change could be lost.
        await UntilAsync(async () => await ReadAsync((session, token) => session.QueryFirstAsync<long>(Waiting, null, token)) == 1);
        (await SealedAsync()).Values.Count(value => SecretSealer.KeyIdOf(value) == New.Ring.SealingKeyId).ShouldBe(2);
        rotation.IsCompleted.ShouldBeFalse();
        release.SetResult();
        await writer;

        (await rotation).ShouldBe(new RotationResult(4, 0, 0));
        Open(New, keys[1], (await SealedAsync())[keys[1]]).ShouldBe("mine");
    }

    [Fact]
    [Trait("criterion", "PRV-11")]
    public async Task Rotation_never_touches_a_deleted_provider()
    {
        await PlantAsync(2);
        var provider = (await ReadAsync(ProviderTable.ListAsync))[0];
        await WriteAsync((session, token) => ProviderTable.DeleteAsync(session, provider.Id, 1, Now, token));

        (await new SecretRotation(Database, Both).RotateAsync(Ended)).ShouldBe(new RotationResult(0, 0, 0));
        (await new SecretRotation(Database, Both).StatusAsync(Ended)).ShouldBeEmpty();
    }

    [Fact]
    [Trait("criterion", "PRV-34")]
    public async Task Erasing_removes_exactly_the_values_that_no_key_opens()
    {
        var keys = await PlantAsync(230);
        await SetAsync(keys[3], Sealer(2).Seal("provider_keys", "sealed", keys[3], "x"));
        await SetAsync(keys[220], Old.Seal("provider_keys", "sealed", keys[4], "x"));
        await SetAsync(keys[9], []);
        var told = new List<SealedValueId>();

        var erased = await new SecretRotation(Database, Both).EraseAsync(
            (_, values, _) =>
            {
                told.AddRange(values);
                return Task.CompletedTask;
            },
            Ended);

        erased.ShouldBe(2);
        told.ShouldBe([new SealedValueId(SealedColumns.ProviderKeys, keys[3]), new SealedValueId(SealedColumns.ProviderKeys, keys[220])], ignoreOrder: true);
        var after = await SealedAsync();
        after.Where(pair => pair.Value.Length == 0).Select(pair => pair.Key).ShouldBe([keys[3], keys[9], keys[220]], ignoreOrder: true);
        Both.TryOpen("provider_keys", "sealed", keys[3], after[keys[3]], out _).ShouldBeFalse();
        (await new SecretRotation(Database, Both).EraseAsync((_, _, _) => throw new InvalidOperationException("nothing is left"), Ended)).ShouldBe(0);
    }

    [Fact]
    [Trait("criterion", "PRV-35")]
    public async Task An_erasure_that_can_not_be_recorded_does_not_happen()
    {
        var keys = await PlantAsync(1);
        var value = Sealer(2).Seal("provider_keys", "sealed", keys[0], "x");
        await SetAsync(keys[0], value);

        await Should.ThrowAsync<InvalidOperationException>(() => new SecretRotation(Database, Both).EraseAsync((_, _, _) => throw new InvalidOperationException(), Ended));

        (await SealedAsync())[keys[0]].ShouldBe(value);
    }

    [Fact]
    public async Task Every_registered_column_exists()
    {
        foreach (var column in SealedColumns.All)
        {
            await ReadAsync((session, token) => session.QueryAsync<long>($"select count({column.Column}) from {column.Table} where {column.IdColumn} = ''", null, token));
        }
    }

    private static SecretSealer Sealer(params int[] keys) => new(SecretKeyRing.Parse(string.Join(',', keys.Select(key => Keys[key]))));

    private static string? Open(SecretSealer sealer, Guid id, byte[] value) => sealer.TryOpen("provider_keys", "sealed", id, value, out var text) ? text : null;

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ended);
        patience.CancelAfter(Bell.Patience);
        while (!await holds())
        {
            await Patience.PauseAsync(patience.Token);
        }
    }

    /// <summary>Each writer has its own keys, writes a new secret into two of them at a time, the higher first, and remembers the last one.</summary>
    private static async Task<Dictionary<Guid, string>> KeepWritingAsync(Database node, Guid[] keys, int writer, TaskCompletionSource begun, CancellationToken done)
    {
        var written = new Dictionary<Guid, string>();
        var mine = keys.Where((_, index) => index % 4 == writer).ToArray();
        for (var round = 0; round == 0 || !done.IsCancellationRequested; round++)
        {
            var pair = new[] { mine[(round + 1) % mine.Length], mine[round % mine.Length] }.OrderDescending().ToArray();
            var text = $"{writer} {round}";
            await node.WriteAsync(
                async (session, token) =>
                {
                    foreach (var id in pair)
                    {
                        var value = Both.Seal("provider_keys", "sealed", id, text);
                        await session.ExecuteAsync("update provider_keys set sealed = @value, version = version + 1 where id = @id", new { id, value }, token);
                    }
                },
                CancellationToken.None);
            foreach (var id in pair)
            {
                written[id] = text;
            }

            begun.TrySetResult();
        }

        return written;
    }

    private async Task<Guid[]> PlantAsync(int count)
    {
        var provider = NewId();
        var ids = Enumerable.Range(0, count).Select(_ => NewId()).ToArray();
        await WriteAsync(
            async (session, token) =>
            {
                await ProviderTable.InsertAsync(
                    session,
                    new ProviderRow
                    {
                        Id = provider,
                        Name = "p",
                        Type = "openai",
                        DisplayName = "p",
                        BaseUrl = "https://a.example",
                        Enabled = true,
                        AllowByok = false,
                        SettingsJson = "{}",
                        SettingsSealed = Old.Seal("providers", "settings_sealed", provider, "settings"),
                        CreatedAt = Now,
                        UpdatedAt = Now,
                    },
                    token);
                for (var position = 0; position < count; position++)
                {
                    await ProviderKeyTable.InsertAsync(
                        session,
                        new ProviderKeyRow
                        {
                            Id = ids[position],
                            ProviderId = provider,
                            Label = "",
                            Position = position,
                            Enabled = true,
                            Masked = "…",
                            Sealed = Old.Seal("provider_keys", "sealed", ids[position], $"secret {ids[position]}"),
                            CreatedAt = Now,
                        },
                        token);
                }
            });
        return ids;
    }

    private async Task<Dictionary<Guid, byte[]>> SealedAsync() => (await ReadAsync(ProviderKeyTable.ListAsync)).ToDictionary(key => key.Id, key => key.Sealed);

    private Task SetAsync(Guid id, byte[] value) => ExecuteAsync("update provider_keys set sealed = @value where id = @id", new { id, value });

    /// <summary>Cancels after so many writes, as a kill would.</summary>
    private sealed class BreakingDatabase(Database inner, int writes, CancellationTokenSource killed) : Database
    {
        private int _left = writes;

        public override string Kind => inner.Kind;

        public override Task<DatabaseFacts> InspectAsync(CancellationToken cancellationToken) => inner.InspectAsync(cancellationToken);

        public override Task MigrateAsync(CancellationToken cancellationToken) => inner.MigrateAsync(cancellationToken);

        public override Task<T> ReadAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken) => inner.ReadAsync(work, cancellationToken);

        public override async Task<T> WriteAsync<T>(Func<SqlSession, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        {
            if (_left-- == 0)
            {
                await killed.CancelAsync();
            }

            cancellationToken.ThrowIfCancellationRequested();
            return await inner.WriteAsync(work, cancellationToken);
        }

        public override Task<IAsyncDisposable> ListenAsync(Action wake, CancellationToken cancellationToken) => inner.ListenAsync(wake, cancellationToken);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
