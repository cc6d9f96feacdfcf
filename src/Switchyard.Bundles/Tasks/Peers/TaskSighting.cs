namespace Switchyard.Bundles.Tasks.Peers;

/// <summary>What is found when a task is looked for.</summary>
internal abstract record TaskSighting
{
    private TaskSighting()
    {
    }

    /// <summary>It stands like that.</summary>
    /// <param name="Standing">How it stands.</param>
    /// <param name="WasOver">When it was to be given up: whether it was over already.</param>
    public sealed record Found(TaskStanding Standing, bool WasOver = false) : TaskSighting;

    /// <summary>There is none.</summary>
    public sealed record None : TaskSighting;

    /// <summary>Its node can not be asked.</summary>
    /// <param name="Message">Why, one sentence.</param>
    /// <param name="MayPass">Whether it may be asked a little later.</param>
    public sealed record Silent(string Message, bool MayPass) : TaskSighting;
}
