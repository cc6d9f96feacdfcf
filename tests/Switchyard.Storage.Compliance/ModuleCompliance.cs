using Switchyard.Storage.Modules;

namespace Switchyard.Storage.Compliance;

/// <summary>Configurations of modules.</summary>
public abstract class ModuleCompliance : StorageCompliance
{
    [Fact]
    [Trait("criterion", "CFG-66")]
    public async Task The_first_configuration_of_a_module_is_written_under_a_lock_and_versions_count()
    {
        var row = await PutAsync(Module);

        (row.Version, row.ConfigJson).ShouldBe((1, """{"a":1}"""));
        var read = await Database.ReadAsync((session, token) => ModuleTable.FindAsync(session, "m", token), Ended);
        read.ShouldBe(row);
        (await PutAsync(Module)).Version.ShouldBe(2);
        (await Database.ReadAsync(ModuleTable.ListAsync, Ended)).ShouldHaveSingleItem().Version.ShouldBe(2);
        (await Database.WriteAsync((session, token) => ModuleTable.UpdateAsync(session, row, token), Ended)).ShouldBeNull("it has another version by now");
    }

    [Fact]
    public async Task A_lock_that_nobody_needed_leaves_no_row()
    {
        await WriteAsync(async (session, token) =>
        {
            (await ModuleTable.LockAsync(session, Module, token)).Version.ShouldBe(0);
            await ModuleTable.ReleaseAsync(session, "m", token);
        });

        (await Database.ReadAsync(ModuleTable.ListAsync, Ended)).ShouldBeEmpty();
        await PutAsync(Module);
        await WriteAsync((session, token) => ModuleTable.ReleaseAsync(session, "m", token));
        (await Database.ReadAsync(ModuleTable.ListAsync, Ended)).ShouldHaveSingleItem();
    }

    private static ModuleRow Module { get; } = new() { Name = "m", Type = "t", ConfigJson = "{}", CreatedAt = Now, UpdatedAt = Now };

    private Task<ModuleRow> PutAsync(ModuleRow module) => Database.WriteAsync(
        async (session, token) =>
        {
            var locked = await ModuleTable.LockAsync(session, module, token) with { ConfigJson = """{"a":1}""" };
            return locked with { Version = (await ModuleTable.UpdateAsync(session, locked, token)).ShouldNotBeNull() };
        },
        Ended);
}
