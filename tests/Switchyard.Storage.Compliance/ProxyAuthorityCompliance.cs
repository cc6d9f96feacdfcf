using Switchyard.Storage.Proxying;
using Switchyard.Storage.Sql;

namespace Switchyard.Storage.Compliance;

/// <summary>Certificate authorities of the forward proxy.</summary>
public abstract class ProxyAuthorityCompliance : StorageCompliance
{
    [Fact]
    public async Task The_next_one_takes_the_place_of_the_active_one_whose_key_is_erased()
    {
        var (first, second) = (Row(ProxyAuthorityStates.Active), Row(ProxyAuthorityStates.Next));
        await WriteAsync(async (session, token) =>
        {
            await ProxyAuthorityTable.InsertAsync(session, first, token);
            await ProxyAuthorityTable.InsertAsync(session, second, token);
        });
        await WriteAsync(async (session, token) =>
        {
            (await ProxyAuthorityTable.LockAsync(session, token)).Count.ShouldBe(2);
            await ProxyAuthorityTable.RetireAsync(session, first.Id, Now.AddSeconds(1), token);
            await ProxyAuthorityTable.ActivateAsync(session, second.Id, Now.AddSeconds(1), token);
        });

        var rows = (await Database.ReadAsync(ProxyAuthorityTable.ListAsync, Ended)).ToDictionary(row => row.Id);
        (rows[first.Id].State, rows[first.Id].Sealed, rows[first.Id].ChangedAt).ShouldBe((ProxyAuthorityStates.Retired, null, Now.AddSeconds(1)));
        (rows[second.Id].State, rows[second.Id].Certificate, rows[second.Id].NotAfter).ShouldBe((ProxyAuthorityStates.Active, second.Certificate, second.NotAfter));
        rows[second.Id].Sealed.ShouldBe(second.Sealed);
        (await WriteAsync(ProxyAuthorityTable.LockAsync)).ShouldHaveSingleItem().Id.ShouldBe(second.Id);
    }

    [Theory]
    [InlineData(ProxyAuthorityStates.Active)]
    [InlineData(ProxyAuthorityStates.Next)]
    public async Task There_is_one_of_each_state_whoever_comes_at_once(string state)
    {
        await WriteAsync((session, token) => ProxyAuthorityTable.InsertAsync(session, Row(state), token));

        var conflict = await Should.ThrowAsync<UniqueConflictException>(() => WriteAsync((session, token) => ProxyAuthorityTable.InsertAsync(session, Row(state), token)));

        conflict.IsOf(ProxyAuthorityTable.Name, "state").ShouldBeTrue(conflict.Rule);
        (await Database.ReadAsync(ProxyAuthorityTable.ListAsync, Ended)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Old_ones_are_forgotten_but_for_the_newest()
    {
        for (var i = 0; i < 4; i++)
        {
            var row = Row(ProxyAuthorityStates.Active);
            await WriteAsync(async (session, token) =>
            {
                await ProxyAuthorityTable.InsertAsync(session, row, token);
                await ProxyAuthorityTable.RetireAsync(session, row.Id, Now.AddMinutes(i), token);
            });
        }

        await WriteAsync((session, token) => ProxyAuthorityTable.ForgetAsync(session, 2, token));

        (await Database.ReadAsync(ProxyAuthorityTable.ListAsync, Ended)).Select(row => row.ChangedAt).Order().ShouldBe([Now.AddMinutes(2), Now.AddMinutes(3)]);
    }

    private static ProxyAuthorityRow Row(string state) => new()
    {
        Id = Guid.CreateVersion7(Now), State = state, Certificate = "-----BEGIN CERTIFICATE-----\n", Sealed = [1, 2, 3], NotAfter = Now.AddDays(1), CreatedAt = Now, ChangedAt = Now,
    };
}
