namespace Switchyard.Gateway.Asking.Events;

/// <summary>What happens while a model answers.</summary>
public abstract record ModelEvent
{
    private protected ModelEvent()
    {
    }
}
