using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Injection;

/// <summary>The database server ends as in a crash and recovers from its log.</summary>
internal sealed class CrashedDatabase(RigYard yard) : Fault(Database, yard.Nodes, yard.Members)
{
    public override Task BeginAsync() => yard.Postgres.CrashAsync();

    public override async Task<long> EndAsync()
    {
        await yard.Postgres.StartAsync();
        return 1;
    }
}
