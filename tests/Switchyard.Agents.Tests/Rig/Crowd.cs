using Switchyard.Model.Access;
using Switchyard.Model.Workspaces;
using Switchyard.Storage.Workspaces;

namespace Switchyard.Agents.Tests.Rig;

/// <summary>Many users and workspaces in a world, and who may be where.</summary>
internal sealed class Crowd
{
    private readonly World _world;

    private Crowd(World world) => _world = world;

    /// <summary>Users with their access keys' tokens.</summary>
    public List<(Guid Id, string Token)> Users { get; } = [];

    public List<(Guid Id, string Name)> Workspaces { get; } = [];

    public static async Task<Crowd> MakeAsync(World world, int users, int workspaces, Random random)
    {
        var crowd = new Crowd(world);
        var (people, keys) = (new List<UserConfig>(), new List<AccessKeyConfig>());
        for (var i = 0; i < users; i++)
        {
            var (user, key) = (world.NewId(), world.NewId());
            var token = AccessToken.Create(AccessToken.AccessKeyPrefix, key).Reveal();
            var hash = new byte[32];
            AccessToken.Hash(token, hash);
            people.Add(new UserConfig { Id = user, Name = $"user-{i}" });
            keys.Add(new AccessKeyConfig { Id = key, UserId = user, Name = "key", Hash = hash, Masked = "" });
            crowd.Users.Add((user, token));
        }

        for (var i = 0; i < workspaces; i++)
        {
            var (id, name) = (world.NewId(), $"space-{i}");
            await world.Node.Database.WriteAsync(
                (session, token) => WorkspaceTable.InsertAsync(session, new WorkspaceRow { Id = id, Name = name, DisplayName = "", CreatedAt = world.Time.GetUtcNow(), UpdatedAt = world.Time.GetUtcNow() }, token), World.Ending);
            crowd.Workspaces.Add((id, name));
        }

        await world.ApplyAsync(model => model with { Users = people, AccessKeys = keys });
        await crowd.ShuffleAsync(random);
        return crowd;
    }

    /// <summary>Gives each workspace other users: some to many, one to a few, in every mixture.</summary>
    public Task ShuffleAsync(Random random)
    {
        WorkspaceConfig[] spaces = [.. Workspaces.Select(space => new WorkspaceConfig
        {
            Id = space.Id,
            Name = space.Name,
            OwnerId = Users[random.Next(Users.Count)].Id,
            Users = [.. Users.Where(_ => random.Next(3) == 0).Select(static user => user.Id)],
        })];
        return _world.ApplyAsync(model => model with { Workspaces = spaces });
    }

    public bool MayUse(Guid user, Guid workspace) => _world.Model.Workspaces.Single(space => space.Id == workspace).IsOpenTo(user);
}
